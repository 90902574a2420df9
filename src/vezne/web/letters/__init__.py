"""The page of a reconciliation letter, for whoever holds its link."""
