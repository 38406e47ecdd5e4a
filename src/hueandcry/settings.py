"""Every setting of the desk, from HUEANDCRY_*; an unknown or unsafe value stops the start."""

import importlib.util
import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from hueandcry.lib import zones
from hueandcry.lib.env import LEFT, Environment, Misconfigured, loopback
from hueandcry.lib.sabotage import SWITCHES
from hueandcry.post.couriers import choosing as couriers
from hueandcry.reader.opinions import choosing

env = Environment()
PACKAGE = Path(__file__).resolve().parent

# --- What this installation is -------------------------------------------------------------------
DATA = env.folder("DATA", Path("var/desk"))
# A demo listens on other ports each time; a command that is given its DATA finds the rest there. Never a live desk.
if env.text("MODE") != "live":
    env.fall_back(DATA / LEFT)
# live sends to the world; demo and rehearsal rewrite every address that is not reserved.
MODE = env.choice("MODE", ("live", "demo", "rehearsal"), "demo")
LIVE = MODE == "live"
TESTING = env.flag("TESTING")
SABOTAGE = env.names("SABOTAGE")
if SABOTAGE and not TESTING:
    raise Misconfigured("HUEANDCRY_SABOTAGE breaks promises on purpose; it works only with HUEANDCRY_TESTING=yes.")
if set(SABOTAGE) - set(SWITCHES):
    raise Misconfigured(f"HUEANDCRY_SABOTAGE knows only: {', '.join(sorted(SWITCHES))}.")
if TESTING and LIVE:
    raise Misconfigured("HUEANDCRY_TESTING=yes and HUEANDCRY_MODE=live exclude each other.")
DEBUG = False

ORGANISATION = env.matching(
    "ORGANISATION", "Hue & Cry", r"[^\x00-\x1f\x7f-\x9f\u2028\u2029=]{1,80}", "one line of at most 80 letters"
)
NUMBER_PREFIX = env.matching("NUMBER_PREFIX", "HC", r"[A-Z][A-Z0-9]{0,5}", "one to six capital letters, such as HC")

# --- Where things are ----------------------------------------------------------------------------
# Keys are never inside DATA: a backup of DATA must not open what forgetting has closed.
KEYS = env.folder("KEYS", DATA.parent / f"{DATA.name}-keys")
if KEYS == DATA or DATA in KEYS.parents:
    raise Misconfigured("HUEANDCRY_KEYS lies inside HUEANDCRY_DATA. Keep the keys apart, so that no backup holds both.")
PUBLISHED = DATA / "published"
# MiB; below this, and one and a half messages, nothing new is taken in.
DISK_RESERVE = env.number("DISK_RESERVE", 200, least=1, most=1_000_000) * 1024 * 1024

# --- Doors ---------------------------------------------------------------------------------------
# Which door this process is: the public one knows no desk route at all.
DOOR = env.choice("DOOR", ("public", "desk", "clock"), "clock")
_public, _desk = env.address("PUBLIC_URL", "http://127.0.0.1:8000"), env.address("DESK_URL", "http://127.0.0.1:8001")
PUBLIC_URL, DESK_URL = _public.geturl(), _desk.geturl()
PUBLIC_LISTEN = env.endpoint("PUBLIC_LISTEN", "127.0.0.1:8000")
DESK_LISTEN = env.endpoint("DESK_LISTEN", "127.0.0.1:8001")
# Processes that share PUBLIC_LISTEN; more than the machine has cores gain nothing.
PUBLIC_WORKERS = env.number("PUBLIC_WORKERS", min(2, os.cpu_count() or 1), least=1, most=64)
# The same pages as an onion service; browsers that can are told of it.
ONION_URL = env.matching("ONION_URL", "", r"(http://[a-z2-7]{56}\.onion)?", "http://, 56 letters and .onion, no more")
# Who is told of a weakness, and until when that holds (RFC 9116).
SECURITY_CONTACT = env.names("SECURITY_CONTACT")
SECURITY_EXPIRES = env.matching("SECURITY_EXPIRES", "", r"(20\d\d-[01]\d-[0-3]\d)?", "a day such as 2027-06-30")
if not all(_one.startswith(("mailto:", "https://", "tel:")) for _one in SECURITY_CONTACT):
    raise Misconfigured("HUEANDCRY_SECURITY_CONTACT has to be addresses that begin with mailto:, https:// or tel:.")
if SECURITY_CONTACT and not SECURITY_EXPIRES:
    raise Misconfigured("HUEANDCRY_SECURITY_CONTACT needs HUEANDCRY_SECURITY_EXPIRES, a day within a year.")
for _name, _parts in (("PUBLIC_URL", _public), ("DESK_URL", _desk)):
    if LIVE and _parts.scheme != "https" and not loopback(_parts.hostname or ""):
        raise Misconfigured(f"HUEANDCRY_{_name} has to begin with https:// when HUEANDCRY_MODE=live.")
_onion = [ONION_URL.removeprefix("http://")] if ONION_URL else []
_hosts = [_public.hostname or "", *_onion] if DOOR == "public" else [_desk.hostname or ""]
ALLOWED_HOSTS = _hosts if DOOR != "clock" else ["testserver"] if TESTING else []
ROOT_URLCONF = f"hueandcry.{DOOR}.urls" if DOOR != "clock" else "hueandcry.desk.urls"
WSGI_APPLICATION = None
CSRF_TRUSTED_ORIGINS = [DESK_URL]
# The proxy in front, if any, has to set X-Forwarded-Proto and drop the visitor's own.
BEHIND_PROXY = env.flag("BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How often one network may post. Who calls is told by the proxies named here, and by nobody else (public/networks.py).
LIMITS = env.flag("LIMITS", LIVE)
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES", "127.0.0.0/8, ::1" if BEHIND_PROXY else "")
SHARED_NETWORKS = env.networks("SHARED_NETWORKS")

# --- Mail ----------------------------------------------------------------------------------------
MAIL_DOMAIN = env.domain("MAIL_DOMAIN", "act.example.org")
NEWS_DOMAIN = env.domain("NEWS_DOMAIN", "news.example.org")
RELAY = env.endpoint("RELAY", "127.0.0.1:8025")
RELAY_USER = env.text("RELAY_USER")
RELAY_PASSWORD = env.secret("RELAY_PASSWORD")
RELAY_TLS = env.choice("RELAY_TLS", ("none", "starttls", "tls"), "none" if loopback(RELAY[0]) else "starttls")
# Only for the doctor: the addresses the world sees our letters come from, if they are not the relay's own.
RELAY_LEAVES_FROM = env.addresses("RELAY_LEAVES_FROM")
RELAY_CONNECTIONS = env.number("RELAY_CONNECTIONS", 2, least=1, most=50)
if RELAY_TLS == "none" and not loopback(RELAY[0]):
    raise Misconfigured("HUEANDCRY_RELAY_TLS=none would send supporters' names in the clear; use starttls or tls.")
if not LIVE and not loopback(RELAY[0]):
    raise Misconfigured("Outside HUEANDCRY_MODE=live the relay has to be on this machine (127.0.0.1).")
_clock = r"(?:[01]\d|2[0-3]):[0-5]\d"
# Pace: only protests wait for office hours and take turns; 0 is no limit. Rehearsal and demo do not wait.
OFFICE_HOURS = env.matching(
    "OFFICE_HOURS", "09:00-17:00" if LIVE else "always", rf"always|{_clock}-{_clock}", "always, or such as 09:00-17:00"
)
OFFICE_ZONE = env.text("OFFICE_ZONE", "UTC")
TARGET_AN_HOUR = env.number("TARGET_AN_HOUR", 60 if LIVE else 0, least=0, most=3600)
TARGET_IN_ALL = env.number("TARGET_IN_ALL", 10_000 if LIVE else 0, least=0, most=10_000_000)
SYSTEM_AN_HOUR = env.number("SYSTEM_AN_HOUR", 360 if LIVE else 0, least=0, most=3600)
RELAY_A_DAY = env.number("RELAY_A_DAY", 4000 if LIVE else 0, least=0, most=10_000_000)
PAUSE_AFTER = env.number("PAUSE_AFTER", 10, least=2, most=1000)
# Messages of one sender's domain that may wait unsorted within a day; more wait at their own mail server.
SENDER_WAITING = env.number("SENDER_WAITING", 1000, least=0, most=10_000_000)
if OFFICE_HOURS != "always" and OFFICE_HOURS[:5] >= OFFICE_HOURS[6:]:
    raise Misconfigured(f"HUEANDCRY_OFFICE_HOURS is {OFFICE_HOURS!r}; the office has to shut after it opens.")
if not zones.exists(OFFICE_ZONE):
    raise Misconfigured(f"HUEANDCRY_OFFICE_ZONE is {OFFICE_ZONE!r}; it has to be a zone such as Europe/Prague.")
DKIM_SELECTOR = env.text("DKIM_SELECTOR", "hc1")
DKIM_KEY = env.secret("DKIM_KEY")
# "relay": the relay signs for us; then no key is needed here.
DKIM_BY = env.choice("DKIM_BY", ("us", "relay"), "us")
# "smtp", or a provider whose web interface is used instead of the relay.
COURIER = couriers.chosen(
    env.choice("COURIER", couriers.NAMES, couriers.SMTP), key=env.secret("COURIER_KEY"), url=env.text("COURIER_URL"),
    live=LIVE, testing=TESTING, signed_by=DKIM_BY, events=env.secret("COURIER_EVENTS"),
    signing=env.secret("COURIER_SIGNING"),
)  # fmt: skip
LMTP = env.endpoint("LMTP", "127.0.0.1:8024")
# A provider's mailbox that is asked for mail, for desks without a mail server of their own.
IMAP = env.endpoint("IMAP", "127.0.0.1:993") if env.text("IMAP") else None
IMAP_USER = env.text("IMAP_USER")
IMAP_PASSWORD = env.secret("IMAP_PASSWORD")
IMAP_FOLDER = env.text("IMAP_FOLDER", "INBOX")
IMAP_TLS = env.choice("IMAP_TLS", ("none", "starttls", "tls"), "none" if IMAP and loopback(IMAP[0]) else "tls")
if IMAP and IMAP_TLS == "none" and not loopback(IMAP[0]):
    raise Misconfigured("HUEANDCRY_IMAP_TLS=none would send the password in the clear; use tls or starttls.")
if IMAP and not LIVE and not loopback(IMAP[0]):
    raise Misconfigured("Outside HUEANDCRY_MODE=live the mailbox has to be on this machine (127.0.0.1).")
if IMAP and not (IMAP_USER and IMAP_PASSWORD):
    raise Misconfigured("HUEANDCRY_IMAP needs HUEANDCRY_IMAP_USER and HUEANDCRY_IMAP_PASSWORD_FILE.")
_dns = env.text("DNS")
DNS = env.endpoint("DNS", "127.0.0.1:53") if _dns else None
if DNS and (LIVE or not loopback(DNS[0])):
    raise Misconfigured("HUEANDCRY_DNS names a stub for demo and rehearsal; it has to be on this machine.")
if LIVE and DKIM_BY == "us" and not DKIM_KEY:
    raise Misconfigured(
        "Give the DKIM key in HUEANDCRY_DKIM_KEY_FILE, or set HUEANDCRY_DKIM_BY=relay if your relay signs."
    )
if LIVE and (MAIL_DOMAIN.endswith("example.org") or NEWS_DOMAIN.endswith("example.org")):
    raise Misconfigured("Set HUEANDCRY_MAIL_DOMAIN and HUEANDCRY_NEWS_DOMAIN to your own domains.")
if MAIL_DOMAIN == NEWS_DOMAIN:
    raise Misconfigured("HUEANDCRY_MAIL_DOMAIN and HUEANDCRY_NEWS_DOMAIN have to differ: protests and news never mix.")

# --- Second opinions on names --------------------------------------------------------------------
# They look after the reader's rules have read; nothing is loaded before a report in their language comes.
OPINIONS = choosing.chosen(env.text("OPINIONS"))

# --- Pages from the web --------------------------------------------------------------------------
# Whoever runs the site that is asked sees this machine's address; so it is off unless somebody wants it.
FETCH = env.flag("FETCH")
FETCH_LOOPBACK = env.flag("FETCH_LOOPBACK")
if FETCH_LOOPBACK and not TESTING:
    raise Misconfigured(
        "HUEANDCRY_FETCH_LOOPBACK opens this machine to whoever names an address; it is for tests only."
    )

# --- Database ------------------------------------------------------------------------------------
_database = env.secret("DATABASE", f"sqlite:{DATA / 'desk.sqlite3'}")
# Seconds to wait for another writer. The public is told "not recorded" soon; the clock can wait.
_patience = 3 if DOOR == "public" and "patient-door" not in SABOTAGE else 20
if _database.startswith("sqlite:"):
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": _database.removeprefix("sqlite:"),
            "OPTIONS": {
                "timeout": _patience,
                "transaction_mode": "IMMEDIATE",
                # Set on every connection. FULL: what was answered is on the disk. secure_delete: what was erased is
                # not left in free pages. The log is written back at 32 MB, not at 4: in a rush a page that many acts
                # change is written back once.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=8000; "
                "PRAGMA secure_delete=ON; PRAGMA synchronous=" + ("NORMAL;" if "lazy-disk" in SABOTAGE else "FULL;"),
            },
            "TEST": {"NAME": str(DATA / "test.sqlite3")},
        }
    }
elif _database.startswith(("postgresql://", "postgres://")):
    try:
        _parts = urlsplit(_database)
        _port = str(_parts.port or "")
        _asked = dict(parse_qsl(_parts.query, strict_parsing=bool(_parts.query)))
    except ValueError:
        raise Misconfigured(
            "HUEANDCRY_DATABASE is no address such as postgresql://user:password@host:5432/name."
        ) from None
    if importlib.util.find_spec("psycopg") is None:
        raise Misconfigured(
            "HUEANDCRY_DATABASE names PostgreSQL, and its driver is not installed:"
            " .venv/bin/pip install --require-hashes -r requirements-postgres.txt"
        )
    if _strange := set(_asked) - {"host", "sslmode", "sslrootcert"}:
        raise Misconfigured(
            f"HUEANDCRY_DATABASE takes host, sslmode and sslrootcert after the question mark, not {min(_strange)}."
        )
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(_parts.path.lstrip("/")),
            "USER": unquote(_parts.username or ""),
            "PASSWORD": unquote(_parts.password or ""),
            "HOST": _parts.hostname or "",
            "PORT": _port,
            "OPTIONS": {
                **_asked,
                "connect_timeout": _patience,
                # Set on every connection, whatever the server's own file says: what was answered is on its disk,
                # nobody waits for a lock without end, and a process that was stopped holds its locks a minute only.
                "options": f"-c synchronous_commit={'off' if 'lazy-disk' in SABOTAGE else 'on'}"
                f" -c lock_timeout={_patience}s -c idle_in_transaction_session_timeout=60s",
                "tcp_user_timeout": _patience * 1000,
            },
        }
    }
else:
    raise Misconfigured("HUEANDCRY_DATABASE has to begin with sqlite: or postgresql://.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Staff and sessions (the desk only; public pages set no cookie) ------------------------------
SECRET_KEY = env.secret("SECRET_KEY", "" if LIVE else "only-for-demo-and-rehearsal-never-for-a-live-desk-0123456789")
if len(SECRET_KEY) < 50:
    raise Misconfigured("Put at least 50 random characters into the file that HUEANDCRY_SECRET_KEY_FILE names.")
AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "desk:sign-in"
_secure = _desk.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_NAME = "__Host-desk" if _secure else "desk"
CSRF_COOKIE_NAME = "__Host-form" if _secure else "form"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_HSTS_SECONDS = 31536000 if LIVE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
# With no-referrer a browser sends "Origin: null" with our own forms too, and the desk would refuse all of them.
SECURE_REFERRER_POLICY = "no-referrer" if DOOR == "public" else "same-origin"
X_FRAME_OPTIONS = "DENY"
# The desk takes more than a report may have, so that a larger one gets a sentence and not a closed door.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024 if DOOR == "public" else 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100 if DOOR == "public" else 20_000  # a draft with every row it may have is one form

# --- Django --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "hueandcry.ledger",
    "hueandcry.people",
    "hueandcry.post",
    "hueandcry.cases",
    "hueandcry.appeals",
    "hueandcry.intake",
    "hueandcry.actions",
    "hueandcry.pages",
    "hueandcry.desk",
    "hueandcry.public",
    "hueandcry.rounds",
]
_policy = "hueandcry.lib.policy.security_headers"
MIDDLEWARE = {
    # No session, no cookie, no message store: nothing on the public door remembers a visitor.
    "public": ["django.middleware.security.SecurityMiddleware", _policy, "django.middleware.common.CommonMiddleware"],
    "desk": [
        "django.middleware.security.SecurityMiddleware",
        _policy,
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "hueandcry.lib.posts.without_nul",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
}["public" if DOOR == "public" else "desk"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
            ]
            + (
                []
                if DOOR == "public"
                else [
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            ),
        },
    }
]
STATIC_URL = "/static/"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
# A picture for each appeal and language, for links to it; a tenth of a second each when its words change.
SHARE_CARDS = env.flag("SHARE_CARDS", not TESTING)
INTERFACE_LANGUAGES = env.names("LANGUAGES", "en,ru")
# The others were translated by a program: their pages say so, and they are off until the operator names them
# or the desk turns them on.
CHECKED_LANGUAGES = ("en", "ru")
UNCHECKED_LANGUAGES = ("ar", "de", "es", "fr", "kk", "tr", "uk")
if set(INTERFACE_LANGUAGES) - {*CHECKED_LANGUAGES, *UNCHECKED_LANGUAGES} or "en" not in INTERFACE_LANGUAGES:
    raise Misconfigured(
        f"HUEANDCRY_LANGUAGES knows {', '.join((*CHECKED_LANGUAGES, *UNCHECKED_LANGUAGES))}, and always needs en."
    )
# Those of the desk itself; the public pages have theirs from pages/languages.py.
LANGUAGES = [
    (code, {"en": "English", "ru": "Русский"}.get(code, code))
    for code in INTERFACE_LANGUAGES
    if code in CHECKED_LANGUAGES
]
LOCALE_PATHS = [PACKAGE / "locale", PACKAGE / "command" / "locale"]
TEST_RUNNER = "django.test.runner.DiscoverRunner"

# --- Logs: no address, no name, no IP ------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "hueandcry": {"level": "INFO"},
        # Django's own request log prints paths, which hold tokens.
        "django.request": {"handlers": [], "propagate": False, "level": "CRITICAL"},
        "django.security": {"handlers": [], "propagate": False, "level": "CRITICAL"},
    },
}

env.refuse_unknown()
