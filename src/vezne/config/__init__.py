"""Settings, addresses and the command line: knows every package, is known by none, binds the ports."""
