"""What went over the wire, and the switches that make it go wrong.

Tables: ``Exchange`` (one request answered or sent, card numbers masked), ``Switch`` (one
disturbance, for every call or for the next n, for all endpoints or one).

Operations: ``log.exchange_record``, ``switches.switches_replace``, ``switches.switch_take``
(is it on for this endpoint? counts one use down), ``switches.disturbed`` (wraps an endpoint).
It knows no endpoint by meaning: the other packages name theirs.
"""
