"""Package subscriptions."""
