"""The commands of `python -m vezne_sandbox`."""
