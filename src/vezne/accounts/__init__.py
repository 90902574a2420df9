"""People and firms: who trades, who signs in, in which role, and which programs may call.

An **account** is a firm or a person that trades. Any account can be made a **seller**
(`seller_make`): then it has a desk beside its panel. One account is the **operator** of the
installation. A **user** is a person who signs in by e-mail, user name or phone. A **membership**
ties a user to an account with one role (admin > manager > staff > viewer), the same for both faces.

Tables
    User           a person; e-mail and phone unique where given; sessions, second factors and the
                   verified e-mail addresses are django-allauth's tables
    UserPhone      which phone was whose and when, for money that names a phone
    Account        who trades; eight-digit number that cannot be counted; VKN or TCKN encrypted
    SellerProfile  brand, voice and house rules of an account that sells
    Membership     user + account + role; in force until `ended_at`
    Address        invoice addresses (Fatura Adresi); one default; archived, never deleted
    Invitation     somebody is asked by mail to join; the link works once, until its (real) time
    SignUp         somebody wants to become a seller's buyer; nothing is made of it until the end
    OneTimeCode    a code or link that was asked for, for known and unknown addresses alike
    ApiKey         a program's key: only its hash is kept
    PortalSession  a single-use link of 60 real seconds from an outside panel into this one

Who sees what
    Address, Membership, Invitation, ApiKey and PortalSession belong to one account (row-level
    security).
    Two questions are wider than any account and are answered by functions of the database that
    run as the wider role and answer nothing else: "which seats has this user" (`vezne_seats`) and
    "whose key is this" (`vezne_api_key`).

Operations (`services`)
    account_create, account_details_change, account_identity_set (over an application)
    seller_make, seller_profile_change · user_create, user_preferences_change
    user_phone_change
    user_password_set, password_check (short, common, breached, like the name: `passwords`)
    session_end, sessions_end: where somebody is signed in
    membership_grant, membership_change, membership_end: the last Admin of an account cannot go;
    an end takes sessions, links and the keys that the person made with it
    invitation_create, invitation_accept (once), invitation_revoke
    sign_up_begin, sign_up_mail_confirm, sign_up_phone_set; what becomes of it is `flows.sign_up`
    code_make, code_claim (for sending, once), code_use (right, in time, at the sixth try never)
    address_add, address_change, address_archive, address_make_default
    api_key_create (the secret is returned once), api_key_revoke
    portal_session_create, portal_session_use (once, atomically)

Not here: the sign-in pages (`web.auth`), who may open which page (`web.access`), who trades with
whom (`ledger`).
"""
