"""A bank: accounts of the sellers, what came in and went out, and how it tells of it.

Money arrives from the page ``/hesaplar/`` (be the payer: FAST, EFT or havale, with the words one
writes into the description) or over ``/_sandbox/bank/…`` for tests. The bank tells of it in every
way that banks do:

* ``ohvps``       the account's movements as open banking answers them (ÖHVPS 2.0)
* ``notices``     a signed notice to the account's address, at once, tried again until it is taken
* ``statements``  the same as MT940, camt.053 and CSV downloads, with opening and closing balance

An outgoing order (a refund, a pay-out) is a movement too. A movement can be taken back by the
bank, as banks do: an own line that names the first. Balances run per account, in its currency.
"""
