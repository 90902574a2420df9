"""Django's settings, made from the environment alone; the same file in the demo and in production.

Vezne has no demo branch but the clock: the demo only has other addresses here.
"""

from __future__ import annotations

import base64
import hashlib
from email.utils import parseaddr

import dj_database_url
from django.utils.translation import gettext_lazy as _

from vezne.config import env
from vezne.notify.webpush import private_key_from

DEBUG = env.flag("VEZNE_DEBUG")
SANDBOX = env.flag("VEZNE_SANDBOX")
"""Sandbox mode: the installation clock may be moved; refused where a provider is a real one."""

SECRET_KEY = env.text("VEZNE_SECRET_KEY", "insecure-for-tests-only")
VEZNE_DATA_KEYS = env.words("VEZNE_DATA_KEYS") or [
    "k1:" + base64.b64encode(hashlib.sha256(SECRET_KEY.encode()).digest()).decode()
]
"""`key id:base64 of 32 bytes`, newest first: what encrypts provider keys and personal documents."""

VEZNE_WEB_URL = env.text("VEZNE_WEB_URL", "http://localhost:8000")
VEZNE_SANDBOX_URL = env.text("VEZNE_SANDBOX_URL", "http://127.0.0.1:8001")
VEZNE_RATES_URL = env.text(
    "VEZNE_RATES_URL", "" if SANDBOX else "https://www.tcmb.gov.tr/kurlar"
).rstrip("/")
"""Where the central bank's bulletins are; empty: rates are not read."""
ALLOWED_HOSTS = env.words("VEZNE_HOSTS", "localhost,127.0.0.1,testserver")
CSRF_TRUSTED_ORIGINS = env.words("VEZNE_ORIGINS", VEZNE_WEB_URL)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "vezne.core",
    "vezne.accounts",
    "vezne.hooks",
    "vezne.privacy",
    "vezne.notify",
    "vezne.ledger",
    "vezne.catalog",
    "vezne.invoicing",
    "vezne.metering",
    "vezne.payments",
    "vezne.edocuments",
    "vezne.content",
    "vezne.receivables",
    "vezne.subscriptions",
    "vezne.banking",
    "vezne.support",
    "vezne.applications",
    "vezne.followup",
    "vezne.orders",
    "vezne.flows",
    "vezne.reports",
    "vezne.web",
    "vezne.api",
    "vezne.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "vezne.web.middleware.ScopeMiddleware",
    "vezne.web.errors.DomainErrorMiddleware",
]

ROOT_URLCONF = "vezne.config.urls"
WSGI_APPLICATION = "vezne.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours first: allauth brings templates of the same names.
        "DIRS": [str(env.ROOT / "src" / "vezne" / "web" / "templates")],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vezne.web.context.shell",
            ],
            "builtins": ["vezne.web.templatetags.fixed", "vezne.web.templatetags.vezne"],
        },
    }
]

# -- the database: PostgreSQL only (docs/decisions/0001) --------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL", "postgres://postgres@localhost/vezne"),
        conn_max_age=300,
        conn_health_checks=True,
    )
}
DATABASES["default"]["ENGINE"] = "vezne.core.postgres"
_ROLE = env.text("VEZNE_DB_ROLE", "vezne_app")
DATABASES["default"]["OPTIONS"] = {
    "options": f"-c role={_ROLE} -c lock_timeout=10s" if _ROLE else "-c lock_timeout=10s",
    # What a connection asks for the third time is parsed and planned once: half of a page's work
    # in the database was planning.
    "server_side_binding": True,
    "prepare_threshold": 2,
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
    }
}

# -- people -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["vezne.web.auth.backend.VezneBackend"]
PASSWORD_HASHERS = [
    env.text("VEZNE_PASSWORD_HASHER", "django.contrib.auth.hashers.ScryptPasswordHasher"),
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "vezne.accounts.password_rules.UnlikeThePerson"},
    {"NAME": "vezne.accounts.password_rules.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "vezne.accounts.password_rules.NotOnlyDigits"},
    {"NAME": "vezne.accounts.passwords.TurkishPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
ACCOUNT_ADAPTER = "vezne.web.auth.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "vezne.web.auth.forms.LoginForm",
    "reauthenticate": "vezne.web.auth.forms.ReauthenticateForm",
    "change_password": "vezne.web.auth.forms.ChangePasswordForm",
    "reset_password": "vezne.web.auth.forms.ResetPasswordForm",
    "reset_password_from_key": "vezne.web.auth.forms.ResetPasswordKeyForm",
}
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
PASSWORD_RESET_TIMEOUT = 3600
"""How long a link for a forgotten password lives, in real seconds."""
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "password_strength": "120/m/ip",
    "invitation": "20/m/ip",
    "member_add": "30/h/user",
    "sign_up": "20/h/ip,5/h/key",
    "sign_up_code": "30/h/ip,10/h/key",
    "sms_code": "30/h/ip,3/10m/key,6/d/key",
    "sms_code_check": "30/h/ip,10/h/key",
}
"""Beside allauth's own: what asks about people or writes to them."""
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Vezne"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = VEZNE_WEB_URL.startswith("http://localhost")
USERSESSIONS_TRACK_ACTIVITY = False
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.text("VEZNE_PROXIES", "0"))
VEZNE_DESK_SECOND_FACTOR = env.flag("VEZNE_DESK_SECOND_FACTOR", default=not SANDBOX)
"""The desk asks for a code or a passkey (docs/decisions/0010); off where one clicks through."""

VEZNE_PROVIDER_SLOTS = int(env.text("VEZNE_PROVIDER_SLOTS", "2"))
"""Provider calls at once in one process: at most half of a web worker's threads."""

# -- language and time ------------------------------------------------------------------------
LANGUAGE_CODE = "tr"
LANGUAGES = [("tr", _("Türkçe")), ("en", _("English"))]
LOCALE_PATHS = [str(env.ROOT / "src" / "vezne" / "locale")]
LANGUAGE_COOKIE_NAME = "vezne_language"
TIME_ZONE = "Europe/Istanbul"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["vezne.web.formats"]

# -- files ------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = str(env.var_dir() / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.text("VEZNE_STATIC_STORAGE", "vezne.config.static_files.StaticFiles")
    },
}
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+\.[0-9a-f]{12}\..+$"
VEZNE_UPLOADS = str(env.var_dir() / "uploads")
"""Statements until all of them was read; in `private/` what people sent (`core.files`)."""
VEZNE_CLAMD = env.text("VEZNE_CLAMD")
"""ClamAV's daemon, `host:port` or the path of its socket; empty: files are kept unscanned."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# -- mail -------------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("VEZNE_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = int(env.text("VEZNE_SMTP_PORT", "8002"))
EMAIL_HOST_USER = env.text("VEZNE_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("VEZNE_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("VEZNE_SMTP_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("VEZNE_MAIL_FROM", "Vezne <bildirim@vezne.example>")
VEZNE_REPLY_DOMAIN = env.text("VEZNE_REPLY_DOMAIN")
"""Behind the @ of reply addresses, where a seller has no domain of its own; empty: none."""
VEZNE_MAIL_HOST = env.text("VEZNE_MAIL_HOST", "127.0.0.1")
VEZNE_MAIL_PORT = int(env.text("VEZNE_MAIL_PORT", "8003"))
"""Where `vezne mail` takes mails in (docs/runbooks/mail.md)."""
VEZNE_MAIL_NAME = env.text("VEZNE_MAIL_NAME", "localhost")
VEZNE_MAIL_TLS_CERT = env.text("VEZNE_MAIL_TLS_CERT")
VEZNE_MAIL_TLS_KEY = env.text("VEZNE_MAIL_TLS_KEY")

# -- SMS: codes of sign-up and forgotten passwords -------------------------------------------
VEZNE_SMS_URL = env.text(
    "VEZNE_SMS_URL", VEZNE_SANDBOX_URL if SANDBOX else "https://api.netgsm.com.tr"
).rstrip("/")
VEZNE_SMS_USER = env.text("VEZNE_SMS_USER", "vezne")
VEZNE_SMS_PASSWORD = env.text("VEZNE_SMS_PASSWORD", "sandbox" if SANDBOX else "")
VEZNE_SMS_HEADER = env.text("VEZNE_SMS_HEADER", "VEZNE")
"""The sender's name where a seller has none of its own."""

# -- web push (RFC 8292) ----------------------------------------------------------------------
VEZNE_PUSH_KEY = env.text("VEZNE_PUSH_KEY") or private_key_from(b"push" + SECRET_KEY.encode())
"""Our private key to push services, base64url of 32 bytes; another one ends every subscription."""
VEZNE_PUSH_CONTACT = env.text("VEZNE_PUSH_CONTACT", f"mailto:{parseaddr(DEFAULT_FROM_EMAIL)[1]}")
"""How the people of a push service reach ours."""

# -- safety -----------------------------------------------------------------------------------
_HTTPS = VEZNE_WEB_URL.startswith("https://")
SESSION_ENGINE = "vezne.web.sessions"
SESSION_COOKIE_NAME = "vezne_session"
SESSION_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_NAME = "vezne_csrf"
CSRF_COOKIE_SECURE = _HTTPS
CSRF_FAILURE_VIEW = "vezne.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
SILENCED_SYSTEM_CHECKS = ["models.W042"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"err": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["err"], "level": env.text("VEZNE_LOG_LEVEL", "WARNING")},
}
