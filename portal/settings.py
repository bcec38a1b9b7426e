"""Settings, read strictly from the environment (see `.env.example`).

`PARKBRIDGE_ENV` is `production` unless said otherwise, so a forgotten variable fails closed:
production refuses to start with a weak secret, debug on or no host list.
"""

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portal.environment import Environment
from portal.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment.with_file(BASE_DIR / ".env")

PRODUCTION = env.choice("PARKBRIDGE_ENV", "production", ("production", "development")) == "production"
# The port of the development server (`make run`); a production server is told its own.
PORT = env.number("PORT", 8000, minimum=1, maximum=65535)

VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var"))).resolve()
try:
    for name in ("media", "mail", "broker", "static"):
        (VAR_DIR / name).mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(f"VAR_DIR names a folder that cannot be written: {error}.") from error

# --- Security -------------------------------------------------------------------------------
DEBUG = env.flag("DEBUG", not PRODUCTION)
SECRET_KEY = env.text("SECRET_KEY")
# Former keys: what they signed (sessions, forms, reply addresses) stays good until they are taken out here.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", [] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS", [])
# The public address, without a trailing slash: links in mails are built from it, never from a request.
SITE_URL = "".join(env.origins("SITE_URL", [] if PRODUCTION else [f"http://127.0.0.1:{PORT}"])[:1])
# Whether people of the back office must show a second factor, and confirm themselves before exports and changes of
# members. Somebody who set one up is asked for it in any case.
STAFF_SECOND_FACTOR = env.flag("STAFF_SECOND_FACTOR", True)

# Only a developer's machine may ask addresses in private networks when links are checked.
LINK_CHECK_ALLOW_PRIVATE = env.flag("LINK_CHECK_ALLOW_PRIVATE", False)

if PRODUCTION:
    problems = []
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or SECRET_KEY.startswith("django-insecure"):
        problems.append("SECRET_KEY is missing or weak (50 random characters or more)")
    if DEBUG:
        problems.append("DEBUG is on")
    if not ALLOWED_HOSTS:
        problems.append("ALLOWED_HOSTS names no host")
    if any("*" in host for host in ALLOWED_HOSTS):
        problems.append("ALLOWED_HOSTS lets every host in")
    if not STAFF_SECOND_FACTOR:
        problems.append("STAFF_SECOND_FACTOR is off")
    if not SITE_URL.startswith("https://"):
        problems.append("SITE_URL is missing or not https")
    if not env.text("EMAIL_URL"):
        problems.append("EMAIL_URL names no mail server")
    if LINK_CHECK_ALLOW_PRIVATE:
        problems.append("LINK_CHECK_ALLOW_PRIVATE is on")
    if any(len(key) < 50 for key in SECRET_KEY_FALLBACKS):
        problems.append("SECRET_KEY_FALLBACKS holds a weak key (50 random characters or more)")
    if problems:
        raise ImproperlyConfigured("Production settings refused: " + "; ".join(problems) + ".")
elif not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is missing: run `make setup`, which writes a random one to .env.")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.refusals.without_cookie"
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", PRODUCTION)
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", False)
TRUST_PROXY_HEADERS = env.flag("TRUST_PROXY_HEADERS", False)
if TRUST_PROXY_HEADERS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many reverse proxies append to X-Forwarded-For; 0 means the socket's address is the client's.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0, maximum=9)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}

# --- Application ----------------------------------------------------------------------------
INSTALLED_APPS = [
    "portal",
    "inquiries",
    "enterprises",
    "parks",
    "accounts",
    "notifications",
    "common",
    "modeltranslation",  # before the admin: it patches the admin's form fields
    "portal.apps.BackOfficeConfig",  # django.contrib.admin with our own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_countries",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
]
MIDDLEWARE = [
    "portal.middleware.request_log",
    "portal.publicpages.public_pages",
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.moved.moved",
    "portal.refusals.ReadableForms",
    "portal.middleware.kept_for_back",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.staffgate.StaffGate",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    },
]

AUTH_USER_MODEL = "accounts.User"
# The first takes passwords; the second keeps the sessions of people who came in by a mailed code and permits nothing.
AUTHENTICATION_BACKENDS = ["parks.access.SeatBackend", "accounts.access.MailedCodeBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# --- Data -----------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", VAR_DIR / "db.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;",
    }
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["ENGINE"] = "common.postgresql"
DATABASES["default"].setdefault("CONN_MAX_AGE", 60)  # opening SQLite's file takes longer than rendering a page
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache("CACHE_URL", "locmemcache://parkbridge")}
if CACHES["default"]["BACKEND"].endswith("LocMemCache"):
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 100_000}  # Django's 300 would soon forget who came too often
if CACHES["default"]["BACKEND"].endswith("RedisCache"):
    # A cache that hangs must not hold a page: rate limits fail open, fragments are rendered anew.
    CACHES["default"].setdefault("OPTIONS", {}).update({"socket_timeout": 0.5, "socket_connect_timeout": 0.5})

# How many MB of anonymous pages each web process keeps ready to send; 0 for none (`portal/pagecache.py`).
PAGE_CACHE_MB = env.number("PAGE_CACHE_MB", 64, maximum=4096)

# --- Languages ------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
MODELTRANSLATION_DEFAULT_LANGUAGE = "zh-hans"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("zh-hans", "en")


def label_of_column(field: str, language: str) -> str:
    """How the back office names a bilingual column, in the reader's language."""
    return _("%(field)s (%(language)s)") % {"field": field, "language": dict(LANGUAGES)[language]}


MODELTRANSLATION_BUILD_LOCALIZED_VERBOSE_NAME = label_of_column
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "portal.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.time_zone("TIME_ZONE", "Asia/Shanghai")
COUNTRIES_OVERRIDE = env.pairs("COUNTRIES_OVERRIDE")

# --- Files ----------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
# Text beside files. A form with 10 MB of text still gets its sentence beside the field; more gets a plain page.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
# A park with some hundred rows on its page posts several thousand fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_PERMISSIONS = 0o640
# Photos in AVIF too: smaller files for some time of the worker.
PHOTO_AVIF = env.flag("PHOTO_AVIF", False)
# Ask, in the background, whether the links of the content still lead somewhere. Addresses in private networks are
# refused, because content must not make this server ask its neighbours (`LINK_CHECK_ALLOW_PRIVATE`, above).
LINK_CHECK = env.flag("LINK_CHECK", True)
# A font file with Chinese and Latin letters for pictures of shared links; empty looks where systems keep Noto CJK.
OPENGRAPH_FONT = env.text("OPENGRAPH_FONT")
# A file that the backup touches when it went well; the health page tells how old it is.
BACKUP_STAMP = env.text("BACKUP_STAMP") or str(VAR_DIR / "backup.stamp")
# A dotted path to a function that takes a `common.uploads.CheckedFile` and may raise ValidationError; empty for none.
UPLOAD_SCANNER = env.text("UPLOAD_SCANNER")

# --- Mail and background work ---------------------------------------------------------------
vars().update(env.mail("EMAIL_URL", VAR_DIR / "mail"))
DEFAULT_FROM_EMAIL = env.mailbox("DEFAULT_FROM_EMAIL", "Parkbridge <noreply@parkbridge.example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", 20, minimum=1, maximum=300)

# Answers by mail (`inquiries/inbound/`): the address that they are sent to, and the mailbox where they are found.
INBOUND_REPLY_ADDRESS = env.reply_address("INBOUND_REPLY_ADDRESS")
INBOUND_IMAP = env.imap("INBOUND_IMAP_URL")

# How the outbox keeps trying (`notifications/delivery.py`). Minutes between attempts, then every so many, until:
OUTBOX_BACKOFF_MINUTES = env.numbers("OUTBOX_BACKOFF_MINUTES", [1, 5, 15, 60, 240])
OUTBOX_BACKOFF_THEN_MINUTES = env.number("OUTBOX_BACKOFF_THEN_MINUTES", 360, minimum=1)
OUTBOX_GIVE_UP_HOURS = env.number("OUTBOX_GIVE_UP_HOURS", 48, minimum=1)
# A row under a lease older than this belongs to a lost worker. Longer than any single mail can take.
OUTBOX_LEASE_SECONDS = env.number("OUTBOX_LEASE_SECONDS", 600, minimum=2)
OUTBOX_BATCH = env.number("OUTBOX_BATCH", 50, minimum=1, maximum=1000)
OUTBOX_SWEEP_SECONDS = env.number("OUTBOX_SWEEP_SECONDS", 60, minimum=1)
OUTBOX_DRAIN_SECONDS = env.number("OUTBOX_DRAIN_SECONDS", 50, minimum=1)
# How long a request may wait for the broker, and how long it is then left alone.
OUTBOX_WAKE_SECONDS = env.number("OUTBOX_WAKE_SECONDS", 2, minimum=1, maximum=10)
OUTBOX_WAKE_PAUSE_SECONDS = env.number("OUTBOX_WAKE_PAUSE_SECONDS", 10)
OUTBOX_SILENT_MINUTES = env.number("OUTBOX_SILENT_MINUTES", 5, minimum=1)

# Work in the background (`parks/jobs.py`): seconds after which a worker that says nothing has lost its job, days for
# which results can be fetched, and days for which an import keeps its file and its rows.
JOB_LEASE_SECONDS = env.number("JOB_LEASE_SECONDS", 120, minimum=5)
JOB_FILE_DAYS = env.number("JOB_FILE_DAYS", 7, minimum=1)
IMPORT_FILE_DAYS = env.number("IMPORT_FILE_DAYS", 180, minimum=1)

# A publisher tries a broker once: a refused connection must not be retried while a visitor waits.
SERVER_BROKER_OPTIONS: dict[str, object] = {"socket_timeout": 5, "socket_connect_timeout": 2, "max_retries": 0}
CELERY_BROKER_URL = env.broker("CELERY_BROKER_URL")
if CELERY_BROKER_URL.startswith("filesystem://"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "broker"),
        "data_folder_out": str(VAR_DIR / "broker"),
        "control_folder": str(VAR_DIR / "broker" / "control"),
        "store_processed": False,
        "polling_interval": 0.2,
    }
else:
    # A hanging broker must not hold a visitor's request: the sweeper finds what the wake-up missed.
    CELERY_BROKER_TRANSPORT_OPTIONS = SERVER_BROKER_OPTIONS
    CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE: dict[str, dict] = {
    "notifications.sweep": {
        "task": "notifications.tasks.sweep",
        "schedule": OUTBOX_SWEEP_SECONDS,
        # A worker that is busy for a moment must still find one: where they come every second, each would be too old.
        "options": {"expires": max(OUTBOX_SWEEP_SECONDS, 10)},
    },
    "parks.sweep_photos": {
        "task": "parks.tasks.sweep_photos",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 300},
    },
    "parks.run_jobs": {"task": "parks.tasks.run_jobs", "schedule": 60, "options": {"expires": 60}},
    "parks.check_links": {
        "task": "parks.tasks.check_links",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 600},
    },
    "inquiries.mind_cases": {
        "task": "inquiries.tasks.mind_cases",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 300},
    },
    "inquiries.clear_staged": {"task": "inquiries.tasks.clear_staged", "schedule": crontab(minute=15)},
    "inquiries.clear_orphans": {"task": "inquiries.tasks.clear_orphans", "schedule": crontab(hour=2, minute=45)},
}

if INBOUND_IMAP:
    CELERY_BEAT_SCHEDULE["inquiries.read_replies"] = {
        "task": "inquiries.tasks.read_replies",
        "schedule": crontab(minute="*/2"),
        "options": {"expires": 120},
    }

# --- API ------------------------------------------------------------------------------------
REST_FRAMEWORK: dict[str, object] = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["common.rest.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "common.rest.Pagination",
    "DEFAULT_THROTTLE_CLASSES": ["common.rest.ReadThrottle", "common.rest.WriteThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "read": f"{env.number('API_READS_PER_HOUR', 1200, minimum=1)}/hour",
        "write": f"{env.number('API_WRITES_PER_HOUR', 60, minimum=1)}/hour",
    },
    "DEFAULT_SCHEMA_CLASS": "common.openapi.Schema",
    "EXCEPTION_HANDLER": "common.rest.exception_handler",
}
SPECTACULAR_SETTINGS: dict[str, object] = {
    "TITLE": "Parkbridge API",
    "DESCRIPTION": _("Parks and spaces for everybody, and settlement inquiries from other systems."),
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    # The page's own files, served from here: no third party is asked.
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"persistAuthorization": False, "validatorUrl": None},
    "POSTPROCESSING_HOOKS": ["common.openapi.without_docstrings"],
}

# --- Inquiries ------------------------------------------------------------------------------
# How many inquiries an hour may come from one address and from one network (/24, /48) before further ones are
# put in quarantine; at three times as many they are refused for the rest of the hour.
INQUIRY_LIMIT_ADDRESS = env.number("INQUIRY_LIMIT_ADDRESS", 10, minimum=1)
INQUIRY_LIMIT_NETWORK = env.number("INQUIRY_LIMIT_NETWORK", 30, minimum=1)
# How many MB of attachments an hour are kept for forms that were not sent yet (shown again with a question).
INQUIRY_STAGED_MB_ADDRESS = env.number("INQUIRY_STAGED_MB_ADDRESS", 200, minimum=1)
INQUIRY_STAGED_MB_NETWORK = env.number("INQUIRY_STAGED_MB_NETWORK", 600, minimum=1)
# How many plain hours a space stays on hold for a case before it is free again by itself.
HOLD_HOURS = env.number("HOLD_HOURS", 48, minimum=1, maximum=24 * 60)
# Days without anything on an open case after which its officer is reminded, and weeks without a word from the
# enterprise after which it is lost (a warning is mailed one week before).
NO_ACTIVITY_DAYS = env.number("NO_ACTIVITY_DAYS", 14, minimum=1)
SILENCE_WEEKS = env.number("SILENCE_WEEKS", 6, minimum=2)

# How long personal data is kept, see docs/decisions/0026.
CLOSED_RETENTION_MONTHS = env.number("CLOSED_RETENTION_MONTHS", 24, minimum=1, maximum=240)
SETTLED_RETENTION_MONTHS = env.number("SETTLED_RETENTION_MONTHS", 120, minimum=1, maximum=480)
INVALID_RETENTION_DAYS = env.number("INVALID_RETENTION_DAYS", 90, minimum=1, maximum=3650)
MAIL_RETENTION_MONTHS = env.number("MAIL_RETENTION_MONTHS", 12, minimum=1, maximum=240)
AUDIT_RETENTION_MONTHS = env.number("AUDIT_RETENTION_MONTHS", 36, minimum=1, maximum=240)

# --- Logging --------------------------------------------------------------------------------
# One line an event on stdout: JSON in production, plain text in development. See `portal/logs.py`.
LOGGING = logging_config(
    as_json=PRODUCTION, level=env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
)
