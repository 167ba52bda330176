"""Pages over HTTP against the one-query page: the same server, the same session, in turns."""

import sys

from django.core.management import call_command

from bench.harness import alternate
from bench.serving import ONE_QUERY, ONE_QUERY_PATH, asking, serving, session
from osuuskunta.project.models import Project

PAGES = {
    ONE_QUERY: ONE_QUERY_PATH,
    "front page": "/p/DEMO/",
    "project card": "/p/DEMO/card/",
    "sites": "/p/DEMO/sites/",
    "limits, about 110 rows": "/p/DEMO/limits/",
    "people and rights, 34 rows": "/p/DEMO/staff/",
}


def measure() -> dict[str, float]:
    """Return the median microseconds a page; DEMO is made first when it is not there."""
    if not Project.objects.filter(code="DEMO").exists():
        call_command("demo", stdout=sys.stderr)
    cookie = session("admin@example.org")
    with serving() as port:
        return alternate({name: asking(port, path, cookie) for name, path in PAGES.items()}, calls=20)
