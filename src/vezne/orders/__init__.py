"""Package orders."""
