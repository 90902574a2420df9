"""Settings, addresses and the command line: knows all packages, is known by none, binds ports."""
