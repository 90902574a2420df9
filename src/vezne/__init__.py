"""Vezne: the customer panel of businesses that sell services; `docs/architecture.md` draws the house."""
