"""Netgsm's REST v2 and the phones of this world.

Tables: ``NetgsmAccount`` (user code, password, sender names), ``Sms`` (one message to one phone,
whoever sent it: a bank's code lands here too).

Operations: ``services.sms_receive`` (a bank or another sender writes to a phone), ``api.send``
and ``api.report`` (the gateway's two calls), ``GET /_sandbox/sms?to=`` for tests. A message is
delivered at once; ``failures`` of a number are made with the number itself: one that ends in 00
does not exist, 01 is on the black list, 02 stays waiting.
"""
