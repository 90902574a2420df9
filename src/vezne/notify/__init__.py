"""Messages to people: a template each, in Turkish and English, by bell and mail (later SMS).

Tables: Notification (the bell), Delivery (what goes out, with a stable Message-ID), Preference.
A kind of message (`kinds.MessageKind`) is declared by the package that says it and registered at
start; `services.notify` writes the bell line and the delivery rows in the caller's transaction, and
one job per delivery sends it after commit.

Delivery: queued → sent, or failed after the last try. Mail goes at least once, always under the
same Message-ID, so a mail reader shows a repeat once; SMS goes at most once, then *unknown*.
"""
