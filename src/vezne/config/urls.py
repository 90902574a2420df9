"""Every address of the installation, by face."""

from __future__ import annotations

from django.urls import include, path, re_path

from vezne.api.urls import api, not_found
from vezne.web.access import public_page

urlpatterns = [
    path("api/v1/", api.urls),
    re_path(r"^api/", public_page(not_found)),
    path("", include("vezne.web.auth.urls")),
    path("", include("vezne.web.urls")),
]
handler400 = "vezne.web.errors.bad_request"
handler403 = "vezne.web.errors.forbidden"
handler404 = "vezne.web.errors.not_found"
handler500 = "vezne.web.errors.server_error"
