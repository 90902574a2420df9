"""The sandbox's Django settings, read from the environment.

=============================== ==================================================================
SANDBOX_DATABASE_URL            PostgreSQL, required; never the panel's own database
SANDBOX_PORT                    HTTP on 127.0.0.1 (8001)
SANDBOX_SMTP_PORT               SMTP on 127.0.0.1 (2525)
SANDBOX_PANEL_SMTP              host:port where the panel takes mails in; unset = none can be sent
SANDBOX_PUBLIC_URL              how a browser reaches it (http://127.0.0.1:<port>)
SANDBOX_CLOCK_URL               GET answers ``{"now": "<ISO 8601>"}``; unset = real time
SANDBOX_SECRET_KEY              keys the recognition of cards and the forms' protection
SANDBOX_MERCHANTS               JSON list made at start: apiKey, secretKey, merchantId, webhookUrl
SANDBOX_NETGSM_ACCOUNTS         JSON list made at start: usercode, password, headers
SANDBOX_NILVERA_FIRMS           JSON list made at start: key, tax_id, name
SANDBOX_NILVERA_DELAY_SECONDS   from a document to its acceptance (2)
SANDBOX_WEBHOOK_DELAY_SECONDS   from an attempt to its first webhook (1)
SANDBOX_WEBHOOK_RETRY_SECONDS   between the tries of one webhook (900)
=============================== ==================================================================
"""

import json
import os
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

DEBUG = False
SECRET_KEY = os.environ.get("SANDBOX_SECRET_KEY", "no-real-card-ever-comes-to-the-sandbox")
ALLOWED_HOSTS = ["*"]

SANDBOX_PORT = int(os.environ.get("SANDBOX_PORT", "8001"))
SANDBOX_SMTP_PORT = int(os.environ.get("SANDBOX_SMTP_PORT", "2525"))
SANDBOX_PANEL_SMTP = os.environ.get("SANDBOX_PANEL_SMTP", "")
SANDBOX_PUBLIC_URL = os.environ.get(
    "SANDBOX_PUBLIC_URL", f"http://127.0.0.1:{SANDBOX_PORT}"
).rstrip("/")
SANDBOX_CLOCK_URL = os.environ.get("SANDBOX_CLOCK_URL", "")
SANDBOX_WEBHOOK_DELAY_MS = round(1000 * float(os.environ.get("SANDBOX_WEBHOOK_DELAY_SECONDS", "1")))
SANDBOX_WEBHOOK_RETRY_MS = round(
    1000 * float(os.environ.get("SANDBOX_WEBHOOK_RETRY_SECONDS", "900"))
)
SANDBOX_MERCHANTS: list[dict[str, str]] = json.loads(os.environ.get("SANDBOX_MERCHANTS", "[]"))
SANDBOX_NETGSM_ACCOUNTS: list[dict[str, Any]] = json.loads(
    os.environ.get("SANDBOX_NETGSM_ACCOUNTS", "[]")
)

SANDBOX_NILVERA_FIRMS: list[dict[str, str]] = json.loads(
    os.environ.get("SANDBOX_NILVERA_FIRMS", "[]")
)
SANDBOX_NILVERA_DELAY_MS = round(1000 * float(os.environ.get("SANDBOX_NILVERA_DELAY_SECONDS", "2")))

_database_url = os.environ.get("SANDBOX_DATABASE_URL", "")
if not _database_url.startswith(("postgres://", "postgresql://")):
    raise ImproperlyConfigured(
        "SANDBOX_DATABASE_URL must name a PostgreSQL database, "
        "for example postgresql://user@127.0.0.1/vezne_sandbox"
    )
DATABASES = {
    "default": dj_database_url.parse(_database_url, conn_max_age=60, conn_health_checks=True)
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "vezne_sandbox.traffic",
    "vezne_sandbox.sms",
    "vezne_sandbox.mail",
    "vezne_sandbox.cardbank",
    "vezne_sandbox.iyzico",
    "vezne_sandbox.paytr",
    "vezne_sandbox.nestpay",
    "vezne_sandbox.bank",
    "vezne_sandbox.nilvera",
    "vezne_sandbox.outside_panel",
    "vezne_sandbox.tcmb",
    "vezne_sandbox.panel",
]
MIDDLEWARE = [
    "vezne_sandbox.middleware.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "vezne_sandbox.traffic.middleware.RequestLogger",
    "django.middleware.csrf.CsrfViewMiddleware",
]
ROOT_URLCONF = "vezne_sandbox.urls"
WSGI_APPLICATION = "vezne_sandbox.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request"],
            "builtins": ["vezne_sandbox.panel.templatetags.sandbox"],
        },
    }
]
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
CSRF_COOKIE_NAME = "sandbox_csrf"
CSRF_COOKIE_HTTPONLY = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

LANGUAGE_CODE = "tr"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "Europe/Istanbul"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"level": "ERROR"}},  # a refused form is no news
    "root": {"handlers": ["console"], "level": os.environ.get("SANDBOX_LOG_LEVEL", "WARNING")},
}
