"""Package notify."""
