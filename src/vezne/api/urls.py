"""The REST API: one router a subject, collected here."""

from __future__ import annotations

from ninja import NinjaAPI

api = NinjaAPI(title="Vezne", version="1", urls_namespace="api", docs_url=None)
