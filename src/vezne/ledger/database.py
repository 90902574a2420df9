"""How the services reach the database functions that alone write the books."""

from vezne.core.prepared import Row, fetch_all, fetch_one

__all__ = ["Row", "fetch_all", "fetch_one"]
