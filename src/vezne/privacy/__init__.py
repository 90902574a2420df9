"""KVKK: a person's wish to be erased, and the proof of everything that was destroyed.

Tables
    Erasure      a person asks for the erasure of what is kept about them; answered within 30 days
                 (KVKK m.13): done, declined with a reason, or taken back by the person
    Destruction  what was destroyed, how much, when, by which rule; holds no personal data itself,
                 is never changed and kept three years at least (Yönetmelik 28.10.2017, m.7)

States of an erasure: open → done | declined | withdrawn. One open wish per person.

What erasing does is a flow's sentence (`flows.privacy`): the person's accounts, messages and
sign-in belong to other packages. What other laws want kept stays and is named: invoices and
payments (VUK m.253, TTK m.82), the books, signed requests and the log of who did what. The export
of a person's data is a report (`reports.person`).
"""
