#!/usr/bin/env python3
"""Django's command-line entry."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        _ = settings.DEBUG
    except ImproperlyConfigured as refusal:
        sys.exit(str(refusal))  # one sentence, no traceback
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
