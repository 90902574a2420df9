"""Package content."""
