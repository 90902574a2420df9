"""A seller's own panel, as somebody else wrote it: how a foreign program guards itself with Vezne.

It has firms, a home page and one module, *Mesajlar*. Before the module answers, its server asks
Vezne over HTTP, with its API key, whether the firm may use it now. It keeps nothing of its own
about money:

* allowed: the module, with what is left of the credits; a sending is reported as usage
* not allowed: its own refusal, which leads by a fresh portal session to the page where Vezne says
  what is owed; a fragment gets ``HX-Redirect``, a program 402
* no answer: the last one counts as long as it said it would (``until``); after that the page says
  that Vezne does not answer, not that the firm may not enter, and tries again by itself

``models``  which Vezne, with which key, whose firms; the last answer for each
``vezne``   the three calls: entitlement, portal session, usage
``door``    what follows from an answer, or from none
``views``   the pages and the panel's own API
"""
