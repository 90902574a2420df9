"""Başvurular: typed forms with documents that a seller's people approve and that then apply
themselves; and the identity check of individuals, which is one of them.

Its own package (docs/decisions/0018): it knows accounts and nothing that is sold. What a kind asks
for, who may send it and what its approval does is declared by whoever owns the matter
(`kinds.ApplicationKind`), here, in `flows` or in a module, and registered by `config`.

Tables
    ApplicationTerms     a seller's rules: mail address, kinds that are not offered, how long kept
    Application          one affair between a buyer and its seller, numbered per seller; what was
                         typed is sealed, because it holds identity numbers and IBANs
    ApplicationDocument  a paper of it in the private store; destroyed after the seller's time
    ApplicationEvent     who did what, when, why; append-only
    IdentityCheck        per seller and buyer: whose name and number the seller has approved

States of an application
    draft → sent → in_review → approved | rejected
    sent, in_review → returned     something is missing; it is the buyer's turn
    returned → sent                the buyer has filled it in
    draft, sent, in_review, returned → withdrawn    the buyer changed its mind

States of an identity check
    pending → approved | rejected; a rejected one is pending again with the next application. An
    approved one holds as long as name and identity number are those that were approved: it is a
    function of what is stored (`IdentityCheck.facts_index`), no job and no listener reopens it.

Operations (`services`)
    terms_set · application_open, application_fill, document_add, document_remove,
    application_send, application_withdraw (the buyer, or staff for somebody)
    application_take, application_return, application_decide (the seller)
    identity_asked, identity_decided · documents_forget

Rules
    Every write locks the application's row; a decision names the version that its reader saw, and
    is refused when the buyer or somebody else changed it meanwhile. What an approval changes is
    noted when the application is sent (`basis`): if it is another by then, nothing is applied.
    Approved once is approved: a second approval changes nothing.

Pure: `kinds` (declarations), `values` (what was typed, checked and shown). `prints`: the blank.
"""
