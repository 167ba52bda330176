"""The service with `bench.urls`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osuuskunta.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.ROOT_URLCONF = "bench.urls"
application = get_wsgi_application()
