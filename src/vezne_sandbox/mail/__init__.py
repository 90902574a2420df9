"""An SMTP server that keeps what it is given, and the inbox of every address of this world.

Table: ``Mail`` (raw message, sender, subject, text and HTML part) with one ``MailRecipient`` row
per envelope recipient. Nothing leaves this machine.

Answers go the other way, over SMTP into the panel, as a customer's program sends them
(``sending``).

Operations: ``server.SmtpServer`` (takes messages), ``services.mail_store``, the pages, and
``GET /_sandbox/mails?to=`` for tests. A recipient whose name starts with ``yok`` is refused with
550, one that starts with ``sonra`` with 451, so that bounces can be tried.
"""
