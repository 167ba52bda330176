#!/usr/bin/env python
"""Django's command line; `script/manage` runs it with the embedded servers up."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osuuskunta.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import InterfaceError, OperationalError

    try:
        execute_from_command_line(sys.argv)
    except (InterfaceError, OperationalError) as fault:
        sys.exit(f"The database can't be reached or does not answer: {str(fault).strip().splitlines()[0]}")
    except ImproperlyConfigured as fault:
        sys.exit(str(fault))


if __name__ == "__main__":
    main()
