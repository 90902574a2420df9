"""A seller's public pages: prices, news, questions and contact, for strangers and search engines.

They stand at `/<slug>/` in Turkish and at `/<slug>/en/` in English, once the seller switched them
on; before that, and for a name that nobody has, the answer is the same 404. A page says the same to
everybody, signed in or not: its address alone decides the language, it holds no form that is
posted, and it may be kept by caches where the visitor is a stranger.

site     the seller as its pages see it: addresses in both languages, what stands around a page
views    the pages
urls     their addresses
"""
