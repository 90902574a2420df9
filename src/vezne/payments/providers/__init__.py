"""Card providers: one folder each; only `payments` knows them, and they know none of our rows.

A provider turns plain values into calls and answers into plain values (`payments.types`). It keeps
nothing, reads no clock, opens no transaction and decides nothing about invoices.
"""
