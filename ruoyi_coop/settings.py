"""The one settings file: everything that differs between places comes from the environment."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from ruoyi_coop import env

BASE_DIR = Path(__file__).resolve().parent.parent
HOME = env.path("PORTAL_HOME", BASE_DIR / "var")

MODE = env.text("PORTAL_MODE", "production")  # demo | test | production
PRODUCTION = MODE == "production"
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.text("SECRET_KEY")
FIELD_KEY = env.text("FIELD_KEY")  # base64 of 32 bytes; encrypts the few fields named in lib/secrets.py
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1" if PRODUCTION else "*")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
URL_PREFIX = env.text("URL_PREFIX", "/").rstrip("/")
FORCE_SCRIPT_NAME = URL_PREFIX or None

INSTALLED_APPS = [
    "ruoyi_coop",
    "accounts",
    "files",
    "notifications",
    "mailroom",
    "people",
    "sheets",
    "links",
    "vault",
    "universities",
    "supervision",
    "service",
    "bases",
    "needs",
    "projects",
    "interns",
    "meetings",
    "news",
    "placing",
    "onpost",
    "certificates",
    "allowances",
    "wall",
    "handover",
    "board",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "django_tables2",
]

MIDDLEWARE = [
    "ruoyi_coop.middleware.ServiceUnavailableMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ruoyi_coop.middleware.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.ActorMiddleware",
    "accounts.middleware.SessionClockMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "ruoyi_coop.urls"
WSGI_APPLICATION = "ruoyi_coop.wsgi.application"

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
                "ruoyi_coop.context.page",
            ],
        },
    },
]
FILTERS_EMPTY_CHOICE_LABEL = _("全部")
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "django_tables2/portal.html"

# PostgreSQL is the only record of anything; Redis only wakes somebody up. So the rate limits are in PostgreSQL too.
DATABASES = {"default": env.database("DATABASE_URL")}
DATABASES["default"] |= {
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": False,
}
DATABASES["default"]["OPTIONS"] |= {
    "connect_timeout": 3,
    "options": "-c statement_timeout=15s -c lock_timeout=2s -c idle_in_transaction_session_timeout=30s",
}
# What a tied hat is tied to, by role: (things, link rows, the link's field).
TIES = {
    "liaison": ("universities.University", "universities.UniversityMember", "university"),
    "mentor": ("bases.Host", "bases.HostMember", "host"),
}
PERSONAL_DATA = "ruoyi_coop.personal.about"  # what a person may take away of what the apps keep about them
IMPORTS = "ruoyi_coop.imports.IMPORTS"  # what can come in as a spreadsheet
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},  # a small cache throws out rows at random: also somebody's lock-out
    }
}

REDIS_URL = env.text("REDIS_URL")
CELERY_BROKER_URL = env.celery_broker(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 3, "socket_connect_timeout": 1}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False  # nothing is kept in Redis, so there is nothing to acknowledge late
CELERY_TASK_PUBLISH_RETRY = False  # a page never waits for Redis
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "front"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "people.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "people.forms.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # the portal writes to nobody it does not know
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",  # a whole office or computer room may sit behind one address
    "login_failed": "5/15m/key",  # then people.throttle locks the account for fifteen minutes
    "login_address": "30/5m/ip",  # wrong passwords from one address, whatever the account
    "signup": "60/m/ip",
    "invitation": "20/m/ip",
    "objection": "10/5m/ip",  # the one open form of a public notice
}
PASSWORD_RESET_TIMEOUT = 2 * 3600
MFA_ADAPTER = "people.adapter.SecondFactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # staff come by invitation; their mailbox has been written to
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a code stays good for the half minute after its own: phones and people are slow
MFA_TOTP_ISSUER = "芮城县校合作"
SECOND_FACTOR_FOR_STAFF = env.flag("SECOND_FACTOR_FOR_STAFF", PRODUCTION)
IDLE_LIMIT = timedelta(minutes=env.number("IDLE_MINUTES", 30))
SESSION_LIMIT = timedelta(hours=12)
PRIVACY_NOTICE_VERSION = "2026-11"

SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE = env.flag("HTTPS", PRODUCTION)
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = URL_PREFIX + "/"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("BEHIND_PROXY") else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("英文"))]
LANGUAGE_COOKIE_PATH = URL_PREFIX + "/"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["ruoyi_coop.formats"]

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = HOME / "uploads"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if MODE != "test" and not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
UPLOAD_LIMIT = env.number("UPLOAD_MEGABYTES", 20) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o600

EMAIL_URL = env.text("EMAIL_URL", "file:")
if EMAIL_URL.startswith("file:"):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = HOME / "mail"
else:
    globals().update(env.mail(EMAIL_URL))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM", "芮城县校合作 <noreply@localhost>")

# Text messages: console (printed, for trying out) | aliyun | tencent.
SMS = {
    "driver": env.text("SMS_DRIVER", "console"),
    "key": env.text("SMS_KEY", ""),
    "secret": env.text("SMS_SECRET", ""),
    "sign": env.text("SMS_SIGN", ""),
    "template": env.text("SMS_TEMPLATE", ""),
    "app": env.text("SMS_APP", ""),
    "region": env.text("SMS_REGION", "ap-guangzhou"),
}

# Footer numbers of a government site: shown when set, never invented.
SITE = {
    "address": env.text("SITE_URL", "http://127.0.0.1:8000"),
    "icp": env.text("SITE_ICP", ""),
    "police": env.text("SITE_POLICE", ""),
    "site_id": env.text("SITE_ID", ""),
    "organiser": env.text("SITE_ORGANISER", "中共芮城县委组织部"),
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "record": {"()": "ruoyi_coop.logs.formatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "record"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {"django.server": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
}
