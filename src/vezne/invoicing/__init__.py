"""Package invoicing."""
