"""The web server's entrance."""

import ctypes
import os
import sys
from signal import SIGTERM

from django.core.wsgi import get_wsgi_application

if sys.platform == "linux" and "OSUUSKUNTA_OF" in os.environ:
    # A killed web server leaves its workers serving; under our supervisor they end with it (prctl PR_SET_PDEATHSIG).
    ctypes.CDLL(None).prctl(1, SIGTERM)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osuuskunta.settings")
application = get_wsgi_application()
