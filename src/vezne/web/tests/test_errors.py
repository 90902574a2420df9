"""The page for what nobody expected stands alone."""

from __future__ import annotations

from django.test import RequestFactory

from vezne.web.errors import server_error


def test_the_page_of_a_crash_reads_nothing_from_the_database() -> None:
    """No mark for the database: a statement would fail the test, as it would fail the page."""
    request = RequestFactory().get("/hizmetlerim/")
    request.seat, request.face = object(), "panel"  # type: ignore[attr-defined]

    answer = server_error(request)

    assert answer.status_code == 500
    assert "yeniden ödemeyin" in answer.content.decode()
