"""The users of an account, and its log: for its Admin, at the panel and at the desk alike.

Each view stands twice in the addresses, once below `/yonetim/`: `faces` declares both. Users and
roles are `accounts`, what a seller keeps to itself is `flows.team`.
"""
