"""The demo installation: believable firms with months of history, made by the real flows.

Nothing is inserted by hand: the installation clock starts some months back and is moved day by
day; firms order, pay on the sandbox's pages, forget, are warned, shut out and come back, exactly as
they would in life. Every name, tax number, phone and address is invented; check digits are right.

people       the buyers and how each of them behaves
opening      the first day: the seller with its contracts and catalogue, everybody's sign-in
story        the months, day by day
payer        a person at the provider's pages, over HTTP
banks        the seller's bank accounts, at the sandbox's bank too, and who sends money there
books        what people decide on current accounts: entries, terms, letters, a load, a pay-out
content      what it writes: announcements, news, questions and guides in two languages
helpdesk     departments and canned replies, tickets of some firms, mails that came in
applications what firms ask for with papers; representatives and tasks of the seller's people
hosting      the second seller, a hosting firm: configured products, approval by hand
documents    who it is on its legal documents, and who carries them
connections  what ties the seller to the sandbox: card contract, API key, its own panel
outside      the sandbox itself, asked for what only it can do
"""

from __future__ import annotations

from vezne.config.demo.story import main

__all__ = ["main"]
