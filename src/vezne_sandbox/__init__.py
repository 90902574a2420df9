"""The outside world, simulated: a card processor, mail, SMS, and a seller's own panel.

A program of its own, with its own database and its own books: it talks HTTP and SMTP only and
imports nothing of the panel, so that a killed panel proves something about the money.

Packages, imports go down only:

* ``panel``   the pages of the sandbox itself: what it is, its switches, its request log, reset
* ``iyzico``  merchants, checkout forms, the bank's 3D page, payments, refunds, cards, webhooks
* ``paytr``   shops, iframe tokens, hosted form, notices, refunds, cards, the day's report
* ``nestpay`` a bank's virtual POS: the 3D gate with its card page, the XML API
* ``cardbank``  what they share: test cards, the bank's 3D page, notices
* ``bank``    sellers' accounts: money sent to them, open banking, notices, statement files
* ``nilvera``  an e-document integrator and the tax office behind it
* ``sms``     Netgsm's REST v2 and the inbox of every phone in this world
* ``mail``    an SMTP server and the inbox of every address in this world
* ``outside_panel``  a foreign program that asks the panel before it opens its own module
* ``traffic`` the log of what was asked and answered, and the switches that make it go wrong

``python -m vezne_sandbox migrate`` makes the tables, ``python -m vezne_sandbox run`` serves all
of it and ends cleanly on SIGTERM and SIGINT. The environment is described in ``settings``.
"""
