-- May this account use this key at this instant? The hottest read of the house, so it lies in the
-- database, in small statements whose plans the session keeps: starting one big plan costs more
-- than all of these. Runs with the rights of its caller: row-level security says whose rows count.
-- `OFFSET 0` keeps the planner from writing out `why` anew at each of its uses.
CREATE OR REPLACE FUNCTION vezne_entitlement(
    of_seller bigint, of_account varchar, of_key varchar, at_instant timestamptz,
    OUT reason text, OUT until timestamptz, OUT platform_id varchar, OUT platform_name varchar,
    OUT subscription_id varchar, OUT debtor_id varchar, OUT credits_left bigint
) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
    of_unit varchar;
    current_account bigint;
    chosen_platform bigint;
    debt_from timestamptz;
BEGIN
    -- The buyer's subscriptions that give the key. Of several the one that is open longest
    -- answers, else the newest; the earliest debt of a platform shuts all of it.
    SELECT g.public_id, g.platform_id, g.current_account_id, g.credit_unit, g.why, g.open_to,
           g.debt_from
    INTO subscription_id, chosen_platform, current_account, of_unit, reason, until, debt_from
    FROM (
        SELECT m.*, LEAST(m.open_until, m.debt_from) AS open_to,
               (m.debt_from <= at_instant) IS TRUE AS is_in_debt
        FROM (
            SELECT s.public_id, s.platform_id, s.current_account_id, s.started_at, s.id,
                   s.open_until, p.credit_unit,
                   (SELECT min(d.debt_at) FROM public.subscriptions_subscription d
                    WHERE d.buyer_id = s.buyer_id AND d.seller_id = s.seller_id
                      AND d.platform_id = s.platform_id) AS debt_from,
                   CASE WHEN s.ended_at <= at_instant OR s.cancels_at <= at_instant THEN 'ended'
                        WHEN EXISTS (SELECT FROM public.subscriptions_block b
                                     WHERE b.subscription_id = s.id AND b.lifted_at IS NULL)
                            THEN 'staff'
                        WHEN s.is_trial AND s.trial_ends_at > at_instant THEN 'ok'
                        WHEN s.awaits_payment THEN 'pending'
                        WHEN s.open_until > at_instant THEN 'ok'
                        WHEN s.is_trial THEN 'trial_over'
                        ELSE 'debt' END AS why
            FROM public.subscriptions_subscription s
            JOIN public.catalog_product p ON p.id = s.product_id
            WHERE s.buyer_id = (SELECT a.id FROM public.accounts_account a
                                WHERE a.public_id = of_account)
              AND s.seller_id = of_seller AND of_key = ANY (p.entitlement_keys)
            OFFSET 0
        ) m
    ) g
    ORDER BY (g.why = 'ok' AND NOT g.is_in_debt) DESC, (g.why = 'ok') DESC,
             (g.why <> 'ended') DESC, g.open_to DESC, g.started_at DESC, g.id DESC
    LIMIT 1;
    IF NOT FOUND THEN
        -- Never had it: the platform that sells it, and credits that were bought without it.
        reason := 'none';
        SELECT min(p.platform_id), max(p.credit_unit),
               (SELECT c.id FROM public.ledger_currentaccount c
                JOIN public.accounts_account a ON a.id = c.buyer_id
                WHERE c.seller_id = of_seller AND a.public_id = of_account)
        INTO chosen_platform, of_unit, current_account
        FROM public.catalog_product p
        WHERE p.seller_id = of_seller AND of_key = ANY (p.entitlement_keys);
    ELSIF debt_from <= at_instant THEN
        reason := CASE WHEN reason = 'ok' THEN 'debt' ELSE reason END;
        SELECT d.public_id INTO debtor_id
        FROM public.subscriptions_subscription d
        WHERE d.buyer_id = (SELECT a.id FROM public.accounts_account a
                            WHERE a.public_id = of_account)
          AND d.platform_id = chosen_platform AND d.seller_id = of_seller
          AND d.debt_at = debt_from
        ORDER BY d.id LIMIT 1;
    END IF;

    SELECT f.public_id, f.name, CASE WHEN of_unit <> '' THEN COALESCE((
        SELECT sum(l.remaining - l.held) FROM public.ledger_lot l
        WHERE l.current_account_id = current_account AND l.unit = of_unit AND l.remaining > 0
          AND (l.expires_at IS NULL OR l.expires_at > at_instant)), 0) END
    INTO platform_id, platform_name, credits_left
    FROM public.catalog_platform f WHERE f.id = chosen_platform;
END $$;

-- The same for a program's call, as JSON that is sent on as it is: the key's hash says which seller
-- asks, the installation's clock (an offset in sandbox mode) says when. NULL: no such key, or it
-- lacks the scope. Runs as its owner, the wider role, because a caller without a scope yet can see
-- nothing. It sets no search_path, which costs a fifth of the answer: every table and function of
-- ours is named with its schema, and its only caller may become the owner anyway.
CREATE FUNCTION vezne_entitlement_answer(
    hash varchar, of_account varchar, of_key varchar, real_now timestamptz, has_clock boolean
) RETURNS json LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE
    of_seller bigint;
    at_instant timestamptz;
    answer record;
BEGIN
    SELECT k.account_id, CASE WHEN has_clock THEN real_now + COALESCE(
        (SELECT c.offset_seconds FROM public.core_clock c WHERE c.id = 1), 0) * interval '1 second'
        ELSE real_now END
    INTO of_seller, at_instant
    FROM public.accounts_apikey k
    WHERE k.secret_hash = hash AND k.revoked_at IS NULL AND 'entitlements:read' = ANY (k.scopes);
    IF of_seller IS NULL THEN
        RETURN NULL;
    END IF;
    answer := public.vezne_entitlement(of_seller, of_account, of_key, at_instant);
    RETURN json_build_object(
        'allowed', answer.reason = 'ok',
        'until', CASE WHEN answer.reason = 'ok' THEN to_char(
            answer.until AT TIME ZONE 'UTC',
            CASE WHEN date_trunc('second', answer.until) = answer.until
                 THEN 'YYYY-MM-DD"T"HH24:MI:SS"Z"' ELSE 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"' END) END,
        'reason', answer.reason,
        'platform', COALESCE(answer.platform_name, ''),
        'subscription', COALESCE(answer.subscription_id, ''),
        'left', answer.credits_left);
END $$;
