"""The desk (Yönetim): what an account sells, and the operator's pages of the installation.

A file a page: overview, accounts, subscriptions, payments, approvals, catalogue, coupons, settings
and its parts; sellers, jobs, clock and health belong to the operator. `forms/` hold their forms,
`urls` their addresses. A view parses, makes at most one write (a flow or a service), reads queries
and renders. A rule that says no (`DomainError`) stands at the form, with what was typed still in
it; a row that is not the seller's is 404.

Viewers see lists and details; what changes something asks for Personel and above, the catalogue
for Yönetici, the settings for Admin. What a member may not do is not drawn.
"""
