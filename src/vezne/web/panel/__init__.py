"""The panel: what an account buys, over all of its sellers and platforms.

A file a page: overview, services, payments, packages, addresses, cards, notifications, tickets;
`forms` holds their forms, `urls` their addresses. A view parses, makes at most one write (a flow or
a service), reads queries and renders. A rule that says no (`DomainError`) becomes a message on the
page that asked; a row that is not the account's is 404 (`web.access`).

Viewers see every page; what changes something asks for Personel and above, and its button is not
shown to others (`may_act`).
"""
