"""Movements that come by themselves: `base` is the contract of a pulled feed, `ohvps` is open
banking, `notice` reads the body of a signed call. No rows and no clock are here.
"""
