"""Sessions in the database as Django keeps them, read with a prepared statement (`core.prepared`).

Every page begins with its session; writing is Django's.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection

from vezne.core.clock import real_now
from vezne.core.prepared import fetch_all

_KEPT = "SELECT session_data FROM django_session WHERE session_key = $1 AND expire_date > $2"


class SessionStore(db.SessionStore):
    """See the module."""

    def load(self) -> dict[str, Any]:
        """What the session holds; an unknown key, or one that is over, begins a new one."""
        # A page's first read: a connection that the database has lost is opened anew.
        connection.close_if_health_check_failed()
        rows = fetch_all(_KEPT, (self.session_key, real_now()))
        if not rows:
            self._session_key = None
            return {}
        kept: dict[str, Any] = self.decode(rows[0][0] or "")
        return kept
