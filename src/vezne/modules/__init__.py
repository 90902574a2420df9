"""Package modules."""
