"""The product's settings with a throw-away directory and a fixed secret; `DATABASE_URL` may name a server."""

import os
import tempfile
from pathlib import Path

os.environ["PARKBRIDGE_ENV"] = "development"
os.environ["ENV_FILE"] = os.devnull  # a developer's own .env changes no test
os.environ.setdefault("SECRET_KEY", "tests-only-" + "x" * 50)
os.environ["DEBUG"] = "false"
# Tests that are about something else sign staff in without it; those about signing in switch it on.
os.environ["STAFF_SECOND_FACTOR"] = "false"
os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="parkbridge-tests-"))
if worker := os.environ.get("PYTEST_XDIST_WORKER"):  # each has its own database, so also its own files
    os.environ["VAR_DIR"] = str(Path(os.environ["VAR_DIR"]).parent / f"{Path(os.environ['VAR_DIR']).name}-{worker}")

from portal.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SITE_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405
    DATABASES["default"]["ENGINE"] = "tests.sqlite"  # noqa: F405

# Files are looked for when asked for: going through all of them for each test client cost a quarter of the suite.
WHITENOISE_AUTOREFRESH = True
