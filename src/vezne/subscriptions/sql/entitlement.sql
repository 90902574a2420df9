-- May this account use this key at this instant? The hottest read of the house, so it lies in the
-- database: its plan is kept by the session, and a program's call costs one round trip.
-- `given`: the products that give the key. `mine`: the buyer's subscriptions on their platforms.
-- Of several subscriptions the one that is open longest answers, else the newest. Runs with the
-- rights of its caller: row-level security says whose rows count.
CREATE FUNCTION vezne_entitlement(
    of_seller bigint, of_account varchar, of_key varchar, at_instant timestamptz
) RETURNS TABLE (
    reason text, until timestamptz, platform_id varchar, platform_name varchar,
    subscription_id varchar, debtor_id varchar, credits_left bigint
) LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    of_buyer bigint := (SELECT id FROM accounts_account WHERE public_id = of_account);
BEGIN
RETURN QUERY
WITH given AS (
    SELECT p.id, p.platform_id, p.credit_unit FROM catalog_product p
    WHERE p.seller_id = of_seller AND of_key = ANY (p.entitlement_keys)
), mine AS (
    SELECT s.id, s.public_id, s.platform_id, s.product_id, s.ended_at, s.cancels_at, s.is_trial,
           s.trial_ends_at, s.awaits_payment, s.open_until, s.debt_at, s.started_at,
           EXISTS (SELECT FROM subscriptions_block b
                   WHERE b.subscription_id = s.id AND b.lifted_at IS NULL) AS is_blocked
    FROM subscriptions_subscription s
    WHERE s.buyer_id = of_buyer AND s.seller_id = of_seller
      AND s.platform_id IN (SELECT g.platform_id FROM given g)
), giving AS (
    SELECT m.*,
        CASE WHEN m.ended_at <= at_instant OR m.cancels_at <= at_instant THEN 'ended'
             WHEN m.is_blocked THEN 'staff'
             WHEN m.is_trial AND m.trial_ends_at > at_instant THEN 'ok'
             WHEN m.awaits_payment THEN 'pending'
             WHEN m.open_until > at_instant THEN 'ok'
             WHEN m.is_trial THEN 'trial_over'
             ELSE 'debt' END AS why,
        (SELECT d.public_id FROM mine d
         WHERE d.platform_id = m.platform_id AND d.debt_at <= at_instant
         ORDER BY d.debt_at LIMIT 1) AS debtor,
        (SELECT min(d.debt_at) FROM mine d WHERE d.platform_id = m.platform_id) AS debt_from
    FROM mine m WHERE m.product_id IN (SELECT g.id FROM given g)
), best AS (
    SELECT i.public_id, i.platform_id, i.debtor,
        CASE WHEN i.why = 'ok' AND i.debtor IS NOT NULL THEN 'debt' ELSE i.why END AS why,
        LEAST(i.open_until, i.debt_from) AS open_to
    FROM giving i
    ORDER BY (i.why = 'ok' AND i.debtor IS NULL) DESC, (i.why = 'ok') DESC,
             (i.why <> 'ended') DESC, LEAST(i.open_until, i.debt_from) DESC,
             i.started_at DESC, i.id DESC
    LIMIT 1
), answer AS (
    SELECT b.public_id, b.platform_id, b.debtor, b.why, b.open_to FROM best b
    UNION ALL
    SELECT '', (SELECT min(g.platform_id) FROM given g), NULL, 'none', NULL
    WHERE NOT EXISTS (SELECT FROM best)
)
SELECT a.why::text, a.open_to, COALESCE(f.public_id, '')::varchar, COALESCE(f.name, '')::varchar,
       a.public_id::varchar, COALESCE(a.debtor, '')::varchar,
       CASE WHEN u.unit <> '' THEN COALESCE((
           SELECT sum(l.remaining - l.held)::bigint FROM ledger_lot l
           WHERE l.seller_id = of_seller AND l.buyer_id = of_buyer AND l.unit = u.unit
             AND l.remaining > 0
             AND (l.expires_at IS NULL OR l.expires_at > at_instant)), 0) END
FROM answer a CROSS JOIN (SELECT max(g.credit_unit) AS unit FROM given g) u
LEFT JOIN catalog_platform f ON f.id = a.platform_id;
END $$;

-- The same for a program's call: the key's hash says which seller asks, the installation's clock
-- (an offset in sandbox mode) says when. No row: no such key, or it lacks the scope. Runs as its
-- owner, the wider role, because a caller without a scope yet can see nothing.
CREATE FUNCTION vezne_entitlement_by_key(
    hash varchar, of_account varchar, of_key varchar, real_now timestamptz, has_clock boolean
) RETURNS TABLE (
    reason text, until timestamptz, platform_id varchar, platform_name varchar,
    subscription_id varchar, debtor_id varchar, credits_left bigint
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    of_seller bigint;
    at_instant timestamptz := real_now;
BEGIN
    SELECT k.account_id INTO of_seller FROM accounts_apikey k
    WHERE k.secret_hash = hash AND k.revoked_at IS NULL AND 'entitlements:read' = ANY (k.scopes);
    IF of_seller IS NULL THEN
        RETURN;
    END IF;
    IF has_clock THEN
        at_instant := real_now + COALESCE(
            (SELECT offset_seconds FROM core_clock WHERE id = 1), 0) * interval '1 second';
    END IF;
    RETURN QUERY SELECT * FROM vezne_entitlement(of_seller, of_account, of_key, at_instant);
END $$;
