"""The WSGI application that Granian's worker loads."""

import os

from django.core.wsgi import get_wsgi_application

from vezne_sandbox.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vezne_sandbox.settings")
die_with_parent()
application = get_wsgi_application()
