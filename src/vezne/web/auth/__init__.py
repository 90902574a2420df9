"""Sign-in: django-allauth with our adapter, backend, forms, words and addresses.

One field takes an e-mail address, a user name or a telephone number. Sign-up is closed for now.
What a signed-in person may open is `web.access`; whose rows are meant is `web.middleware`.
"""
