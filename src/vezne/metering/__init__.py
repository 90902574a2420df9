"""Metering: what was used of bought credits, exactly once, and how much is left.

Tables
    UsageEvent   so many units used by a buyer at an instant; unique per seller, buyer and key
    QuotaAlert   the owner was told that 80 or 100 % is used; unique until more is granted

The credits themselves are lots in the ledger; metering spends them and keeps no balance.

Operations
    services.usage_record_many   up to 1,000 events of one buyer → accepted, duplicate or refused
                                 each; accepted ones are written and spent in one transaction
    services.credits_for_period  what a plan includes, granted for a paid period, ends with it
    services.quota_alert         claims the steps reached and emits `quota.alert`
    queries.quota_for            granted, used, left, lots with their ends
    queries.usage_for, usage_sums  history by firm, user, date

`judging.py` decides a batch as a pure function. Lock order: current account, then events.
"""
