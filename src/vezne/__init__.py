"""Vezne: the customer panel of businesses that sell services (see `docs/architecture.md`)."""
