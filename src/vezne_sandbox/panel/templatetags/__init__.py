"""Template filters of the sandbox."""
