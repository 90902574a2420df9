-- May this account use this key at this instant? The hottest read of the house, so it lies in the
-- database, in small statements whose plans the session keeps: starting one big plan costs more
-- than all of these. Runs with the rights of its caller: row-level security says whose rows count.
CREATE FUNCTION vezne_entitlement(
    of_seller bigint, of_account varchar, of_key varchar, at_instant timestamptz,
    OUT reason text, OUT until timestamptz, OUT platform_id varchar, OUT platform_name varchar,
    OUT subscription_id varchar, OUT debtor_id varchar, OUT credits_left bigint
) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
    of_buyer bigint;
    of_products bigint[];
    of_platforms bigint[];
    of_unit varchar;
    first_platform bigint;
    chosen_platform bigint;
BEGIN
    reason := 'none'; platform_id := ''; platform_name := ''; subscription_id := '';
    debtor_id := '';

    -- The buyer, and the products that give the key.
    SELECT array_agg(p.id), array_agg(p.platform_id), max(p.credit_unit), min(p.platform_id),
           (SELECT a.id FROM accounts_account a WHERE a.public_id = of_account)
    INTO of_products, of_platforms, of_unit, first_platform, of_buyer
    FROM catalog_product p
    WHERE p.seller_id = of_seller AND of_key = ANY (p.entitlement_keys);
    IF of_products IS NULL THEN
        RETURN;
    END IF;

    -- The buyer's subscriptions on their platforms; the earliest debt of a platform shuts all of
    -- it. Of several that give the key the one that is open longest answers, else the newest.
    SELECT g.public_id, g.platform_id, COALESCE(g.debtor, ''),
           CASE WHEN g.why = 'ok' AND g.debtor IS NOT NULL THEN 'debt' ELSE g.why END, g.open_to
    INTO subscription_id, chosen_platform, debtor_id, reason, until
    FROM (
        SELECT m.public_id, m.platform_id, m.started_at, m.id,
            LEAST(m.open_until, m.debt_from) AS open_to,
            CASE WHEN m.debt_from <= at_instant THEN m.first_debtor END AS debtor,
            CASE WHEN m.ended_at <= at_instant OR m.cancels_at <= at_instant THEN 'ended'
                 WHEN EXISTS (SELECT FROM subscriptions_block b
                              WHERE b.subscription_id = m.id AND b.lifted_at IS NULL) THEN 'staff'
                 WHEN m.is_trial AND m.trial_ends_at > at_instant THEN 'ok'
                 WHEN m.awaits_payment THEN 'pending'
                 WHEN m.open_until > at_instant THEN 'ok'
                 WHEN m.is_trial THEN 'trial_over'
                 ELSE 'debt' END AS why
        FROM (
            SELECT s.id, s.public_id, s.platform_id, s.product_id, s.ended_at, s.cancels_at,
                   s.is_trial, s.trial_ends_at, s.awaits_payment, s.open_until, s.started_at,
                   min(s.debt_at) OVER debts AS debt_from,
                   first_value(s.public_id) OVER debts AS first_debtor
            FROM subscriptions_subscription s
            WHERE s.buyer_id = of_buyer AND s.seller_id = of_seller
              AND s.platform_id = ANY (of_platforms)
            WINDOW debts AS (PARTITION BY s.platform_id ORDER BY s.debt_at
                             ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        ) m
        WHERE m.product_id = ANY (of_products)
    ) g
    ORDER BY (g.why = 'ok' AND g.debtor IS NULL) DESC, (g.why = 'ok') DESC,
             (g.why <> 'ended') DESC, g.open_to DESC, g.started_at DESC, g.id DESC
    LIMIT 1;
    IF NOT FOUND THEN
        subscription_id := ''; debtor_id := ''; reason := 'none'; until := NULL;
        chosen_platform := first_platform;
    END IF;

    SELECT f.public_id, f.name, CASE WHEN of_unit <> '' THEN COALESCE((
        SELECT sum(l.remaining - l.held) FROM ledger_lot l
        WHERE l.current_account_id = (SELECT c.id FROM ledger_currentaccount c
                                      WHERE c.seller_id = of_seller AND c.buyer_id = of_buyer)
          AND l.unit = of_unit AND l.remaining > 0
          AND (l.expires_at IS NULL OR l.expires_at > at_instant)), 0) END
    INTO platform_id, platform_name, credits_left
    FROM catalog_platform f WHERE f.id = chosen_platform;
END $$;

-- The same for a program's call: the key's hash says which seller asks, the installation's clock
-- (an offset in sandbox mode) says when. No reason: no such key, or it lacks the scope. Runs as its
-- owner, the wider role, because a caller without a scope yet can see nothing.
CREATE FUNCTION vezne_entitlement_by_key(
    hash varchar, of_account varchar, of_key varchar, real_now timestamptz, has_clock boolean,
    OUT reason text, OUT until timestamptz, OUT platform_id varchar, OUT platform_name varchar,
    OUT subscription_id varchar, OUT debtor_id varchar, OUT credits_left bigint
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    of_seller bigint;
    at_instant timestamptz;
BEGIN
    SELECT k.account_id, CASE WHEN has_clock THEN real_now + COALESCE(
        (SELECT c.offset_seconds FROM core_clock c WHERE c.id = 1), 0) * interval '1 second'
        ELSE real_now END
    INTO of_seller, at_instant
    FROM accounts_apikey k
    WHERE k.secret_hash = hash AND k.revoked_at IS NULL AND 'entitlements:read' = ANY (k.scopes);
    IF of_seller IS NULL THEN
        RETURN;
    END IF;
    SELECT e.reason, e.until, e.platform_id, e.platform_name, e.subscription_id, e.debtor_id,
           e.credits_left
    INTO reason, until, platform_id, platform_name, subscription_id, debtor_id, credits_left
    FROM vezne_entitlement(of_seller, of_account, of_key, at_instant) e;
END $$;
