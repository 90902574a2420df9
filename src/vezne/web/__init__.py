"""The panel, the desk and the public pages: parses, calls one flow or service, renders."""
