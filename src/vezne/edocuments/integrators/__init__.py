"""Integrators: carry documents to the tax office; one folder each, none knows our rows.

An integrator turns plain values into calls and answers into plain values (`edocuments.types`). It
keeps nothing, reads no clock, opens no transaction and decides nothing about invoices.
"""
