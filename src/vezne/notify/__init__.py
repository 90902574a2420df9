"""Messages to people: a template each, in Turkish and English, by bell, mail, SMS and push.

Tables: Notification (the bell), Delivery (what goes out, with a stable Message-ID), Preference (a
wish about a kind or a group and a way), DigestHour (when somebody takes his mails once a day),
OfferConsent (consents to advertising, append-only), PushDevice (a browser that takes pushes),
Broadcast with BroadcastReader (one version of words on its way to very many, in batches).
A kind of message (`kinds.MessageKind`) is declared by the package that says it and registered at
start. `services.notify` writes bell line and deliveries in the caller's transaction and is the one
place where it is decided who is told by which way (`wishes`); a job per delivery sends it after
commit, the tick what such a job left.

Delivery: queued → sent, or failed after the last try; a mail for a daily one is held → digested,
or dropped when it is no longer wanted (decision 0017). Mail goes at least once, always under the
same Message-ID, so a mail reader shows a repeat once; a push under the same tag; SMS goes at most
once, then *unknown*. What a mail may be stopped by stands in it and in its head (RFC 8058).
"""
