"""A PayTR: iframe tokens, the hosted page, notices, refunds, status, stored cards, reports.

Tables: ``Shop`` (mağaza: number, key, salt, notice address), ``Order`` (one merchant_oid: what was
asked, what became of it), ``Return`` (money that went back), ``StoredCard`` (utoken and ctoken;
never a number).

States of an order: ``open`` → ``at_bank`` (3D) → ``paid`` or ``failed``; a failed form may be tried
again until its time is over. A success is told to the shop's notice address until it answers
exactly ``OK``; a refund before that is 007. Amounts are kuruş inside and go out in PayTR's three
ways. Source: dev.paytr.com; where it is silent the behaviour is marked *own*.
"""
