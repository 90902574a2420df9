"""The WSGI application that Granian serves."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

from vezne.config.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vezne.config.settings")
die_with_parent()
django = get_wsgi_application()

from vezne.api.fast import EntitlementsFirst  # noqa: E402 (Django's apps are ready now)

application = EntitlementsFirst(django)

# The programs themselves never become garbage: looking through them took a tenth of a page's time,
# and now and then a page waited for a look at everything.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
