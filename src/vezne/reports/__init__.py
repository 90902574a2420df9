"""Reads over several packages: what a page shows in few queries, without writing anything.

panel     overview, the due band, Hizmetlerim, Ödemeler, Paketler with quotas
closure   why an entitlement is shut and what opens it
desk      counts and lists of a seller's day
"""
