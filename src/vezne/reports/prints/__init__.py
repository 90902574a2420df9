"""Documents as PDF: the statement of a current account, and the letter that asks about it."""
