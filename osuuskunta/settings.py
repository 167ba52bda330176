"""The one settings module. What differs between installations comes from `osuuskunta.environment`."""

import secrets
import sys
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import environ
import pghistory
from django.utils.translation import gettext_lazy as _

from osuuskunta.environment import Environment
from osuuskunta.logs import logging_config

E = Environment()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(E.VAR_DIR).absolute() if Path(E.VAR_DIR).is_absolute() else (BASE_DIR / E.VAR_DIR)
TESTING = "pytest" in sys.modules

# --- who may reach us -------------------------------------------------------------------------------------------------
PUBLIC_URL = (E.PUBLIC_URL or f"http://127.0.0.1:{E.PORT}").rstrip("/")
_public = urlsplit(PUBLIC_URL)
SECURE = _public.scheme == "https"
DEBUG = E.DEBUG
STYLEGUIDE = E.STYLEGUIDE or DEBUG or TESTING
SECRET_KEY_IS_SET = bool(E.SECRET_KEY)
SECRET_KEY = E.SECRET_KEY or secrets.token_urlsafe(48)  # an unset key never repeats: the deploy check refuses it
FIELD_KEYS, INDEX_KEYS = E.FIELD_KEYS, E.INDEX_KEYS
ERASED_FILE = Path(E.ERASED_FILE or VAR_DIR / "keys" / "erased")
# Loopback names stay allowed: container health checks ask there and no one else can.
ALLOWED_HOSTS = sorted({_public.hostname or "127.0.0.1", "127.0.0.1", "localhost"})
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "osuuskunta.core.errors.csrf_failure"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if E.PROXIES else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default"],  # static/js/trusted.js: HTML from our own server only, never a script
    }
}

# --- the house --------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "osuuskunta.core",  # first: its `migrate` works as the schema's owner
    "osuuskunta.project",
    "osuuskunta.activity",
    "osuuskunta.accounts",
    "cooperatives",
    "participants",
    "coaching",
    "reporting",
    "demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "crispy_forms",
    "csp",
    "django_htmx",
    "django_structlog",
    "pghistory",
    "pgtrigger",
]
if TESTING:
    INSTALLED_APPS.append("tests.toys")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "osuuskunta.core.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "osuuskunta.accounts.middleware.SessionClockMiddleware",
    "osuuskunta.accounts.middleware.LanguageMiddleware",
    "osuuskunta.accounts.middleware.ScopeMiddleware",  # opens the outer transaction; all below works inside it
    "osuuskunta.accounts.middleware.SecondFactorMiddleware",
    "osuuskunta.activity.middleware.HistoryMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "osuuskunta.urls"
WSGI_APPLICATION = "osuuskunta.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "osuuskunta.core.context.page",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "osuuskunta"
CRISPY_FAIL_SILENTLY = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# --- database ---------------------------------------------------------------------------------------------------------
def database(url: str) -> dict:
    """Read a `postgres://` address; a socket folder may be given as `?host=/path`."""
    config = environ.Env.db_url_config(url, engine="django.db.backends.postgresql")
    options = config.setdefault("OPTIONS", {})
    config["HOST"] = options.pop("host", config.get("HOST", ""))
    return config


DATABASES = {
    "default": {
        **database(E.DATABASE_URL),
        "ATOMIC_REQUESTS": True,  # inside the transaction of ScopeMiddleware: a 500 leaves no half write
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **database(E.DATABASE_URL)["OPTIONS"],
            "application_name": "osuuskunta",
            "connect_timeout": 3,
            # A page waits 2 s for a connection, then says 503. The pool tries for 1 s at a time and begins anew with the next
            # request: its usual longer and longer pauses would outlast the database's absence.
            "pool": {"min_size": 0, "max_size": E.DATABASE_POOL, "timeout": 2, "reconnect_timeout": 1},
        },
    }
}
DATABASE_APP_ROLE = DATABASES["default"]["USER"]  # kept apart: `as_owner` swaps the one in DATABASES
_owner = database(E.DATABASE_OWNER_URL) if E.DATABASE_OWNER_URL else {}
DATABASE_OWNER = {key: _owner[key] for key in ("USER", "PASSWORD") if key in _owner}
DATABASE_BACKUP = database(E.DATABASE_BACKUP_URL) if E.DATABASE_BACKUP_URL else {}
# What a page may cost the database before it says 503; work of jobs and commands has no such limits.
PAGE_LIMITS = {"statement_timeout": "15s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "60s"}
PGHISTORY_APPEND_ONLY = True
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()  # who and where stand in the row itself: append-only, one policy

# --- long work --------------------------------------------------------------------------------------------------------
REDIS_URL = E.REDIS_URL
JOB_HEARTBEAT_SECONDS = 5  # a run says that it is alive
JOB_STALE_SECONDS = 30  # without a heartbeat for so long, and with its lock free, a run is dead
JOB_QUEUED_SECONDS = 20  # then a waiting job is published again
JOB_ATTEMPTS = 3  # runs that may die before a job is given up
JOB_FILE_DAYS = 7  # how long a job's file can be fetched
METRICS_TOKEN = E.METRICS_TOKEN

# --- sign-in ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
if TESTING:  # hundreds of test users sign in; how slow a hash is is the library's to prove
    PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
DEMO_MFA = E.DEMO_MFA
PASSWORD_RESET_TIMEOUT = 7 * 24 * 3600  # an invitation's link; a forgotten password's lives RESET_SECONDS
RESET_SECONDS = 2 * 3600
ACCOUNT_ADAPTER = "osuuskunta.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # of a page that does not exist: people are invited
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proved by the invitation's link
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody who has no account gets mail from us
ACCOUNT_SESSION_REMEMBER = False  # the cookie ends with the browser; the clocks below end the session
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # they live in a cache; ours live in the database (accounts.throttle)
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "osuuskunta.accounts.links.ResetTokens"  # noqa: S105  a class
ACCOUNT_FORMS = {
    "login": "osuuskunta.accounts.forms.entering.EnterForm",
    "reauthenticate": "osuuskunta.accounts.forms.entering.AgainForm",
    "reset_password": "osuuskunta.accounts.forms.entering.ForgottenForm",
    "reset_password_from_key": "osuuskunta.accounts.forms.entering.NewPasswordForm",
    "change_password": "osuuskunta.accounts.forms.entering.ChangePasswordForm",
}
MFA_ADAPTER = "osuuskunta.accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Osuuskunta"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_FORMS = {
    "authenticate": "osuuskunta.accounts.forms.factors.CodeForm",
    "reauthenticate": "osuuskunta.accounts.forms.factors.CodeAgainForm",
    "activate_totp": "osuuskunta.accounts.forms.factors.ActivateForm",
    "deactivate_totp": "osuuskunta.accounts.forms.factors.DeactivateForm",
    "generate_recovery_codes": "osuuskunta.accounts.forms.factors.NewCodesForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = E.PROXIES
AXES_HANDLER = "osuuskunta.accounts.throttle.Throttle"
AXES_FAILURE_LIMIT = 5  # of one address and one e-mail, also one that nobody has
AXES_ADDRESS_LIMIT = 50  # of one address, whatever the e-mails
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_LOCKOUT_CALLABLE = "osuuskunta.accounts.throttle.locked_out"
AXES_USERNAME_CALLABLE = "osuuskunta.accounts.throttle.username"
AXES_CLIENT_IP_CALLABLE = "osuuskunta.accounts.throttle.address"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "email", "code", "csrfmiddlewaretoken", "next"]
AXES_RESET_ON_SUCCESS = AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = AXES_VERBOSE = False  # who tries again while locked waits no longer
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600  # absolute; idle below
SESSION_IDLE_SECONDS = 30 * 60

# --- language, time, files --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Europe/Helsinki"
FORMAT_MODULE_PATH = "osuuskunta.core.formats"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder"
]  # libraries' scripts are not ours to serve
STATIC_ROOT = Path(E.STATIC_ROOT or VAR_DIR / "static")
MEDIA_ROOT = VAR_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "osuuskunta.core.storage.HashedFiles"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TESTING or DEBUG  # no collectstatic there
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# --- mail, logs -------------------------------------------------------------------------------------------------------
if E.EMAIL_URL:
    vars().update(environ.Env.email_url_config(E.EMAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
MAIL_IS_SENT = bool(E.EMAIL_URL)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = E.EMAIL_FROM
if "@" not in parseaddr(E.EMAIL_FROM)[1]:
    raise ValueError("EMAIL_FROM must be an e-mail address.")
LOGGING_CONFIG = None
logging_config(E.LOG_LEVEL)
SILENCED_SYSTEM_CHECKS: list[str] = []
