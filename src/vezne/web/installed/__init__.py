"""The product as an installed app: manifest and icons of each seller, service worker, offline page.

The service worker keeps the offline page and fingerprinted static files, nothing else: what an
account sees never stays on a shop's computer. Every answer here is the same for everybody.
"""
