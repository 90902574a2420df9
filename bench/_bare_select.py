"""The limit of the benchmarks over HTTP: a WSGI application that does one select of one row."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

import psycopg

_local = threading.local()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """One row by its primary key, over a kept connection and a prepared statement."""
    connection = getattr(_local, "connection", None)
    if connection is None:
        url = os.environ["DATABASE_URL"]
        connection = _local.connection = psycopg.connect(url, autocommit=True)
    del environ
    row = connection.execute(
        "SELECT id, public_id, name FROM accounts_account WHERE id = %s", (1,), prepare=True
    ).fetchone()
    body = json.dumps(row).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]
