"""``PUT /_sandbox/outside-panel``: which Vezne the panel sells through.

GET says what it has, but never the API key.
"""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from vezne_sandbox.outside_panel.models import Configuration

_DEFAULTS = {"brand": "Vezne", "key": "mesajkule.panel", "unit": "WP_MESAJ"}


@csrf_exempt
@require_http_methods(["GET", "PUT"])
def configuration(request: HttpRequest) -> HttpResponse:
    """vezne_url, api_key, accounts ``[{id, name, user}]``, brand, key, unit."""
    if request.method == "PUT":
        try:
            configuration_put(json.loads(request.body))
        except (ValueError, KeyError, TypeError):
            words = "vezne_url, api_key and accounts [{id, name, user}] are needed"
            return JsonResponse({"error": words}, status=400)
    panel = find_configuration()
    if panel is None:
        return JsonResponse({"configured": False})
    return JsonResponse(
        {
            "configured": True,
            "vezne_url": panel.vezne_url,
            "brand": panel.brand,
            "key": panel.key,
            "unit": panel.unit,
            "accounts": panel.accounts,
        }
    )


def configuration_put(given: dict[str, Any]) -> None:
    """Make or replace the one row. Raises: KeyError, TypeError, ValueError."""
    vezne_url = str(given["vezne_url"]).rstrip("/")
    if not vezne_url.startswith(("http://", "https://")) or not given["api_key"]:
        raise ValueError
    accounts = [
        {"id": str(one["id"]), "name": str(one["name"]), "user": str(one.get("user", ""))}
        for one in given["accounts"]
    ]
    words = {name: str(given.get(name) or default) for name, default in _DEFAULTS.items()}
    Configuration.objects.update_or_create(
        pk=1,
        defaults={
            "vezne_url": vezne_url,
            "api_key": str(given["api_key"]),
            "accounts": accounts,
            **words,
        },
    )


def find_configuration() -> Configuration | None:
    """The one row, or None before it is configured."""
    return Configuration.objects.filter(pk=1).first()
