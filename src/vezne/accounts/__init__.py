"""Package accounts."""
