"""The sandbox's own pages: what it is, its switches, its request log; reset for tests.

No tables. It is the only package that knows all the others.
"""
