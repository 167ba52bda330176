"""The house's addresses. `/p/<code>/…` carries the project; everything else is the house itself."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from osuuskunta.accounts import urls as accounts
from osuuskunta.activity.metrics import metrics
from osuuskunta.activity.urls import in_project as activity_in_project
from osuuskunta.core import health, house
from osuuskunta.project import urls as project
from participants import urls as participants
from reporting import urls as reporting

handler400 = "osuuskunta.core.errors.bad_request"
handler403 = "osuuskunta.core.errors.forbidden"
handler404 = "osuuskunta.core.errors.not_found"
handler500 = "osuuskunta.core.errors.server_error"

in_project: list[URLPattern | URLResolver] = [
    *accounts.in_project,
    *participants.in_project,
    *reporting.in_project,
    *project.urlpatterns,
    *activity_in_project,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("metrics", metrics, name="metrics"),
    path("accessibility/", house.AccessibilityPage.as_view(), name="accessibility"),
    path("privacy/", house.PrivacyPage.as_view(), name="privacy_notice"),
    path("alive/", house.keep_alive, name="keep_alive"),
    accounts.root,
    path("accounts/", include(accounts.door)),
    path("account/", include(accounts.account)),
    path("p/<str:code>/", include(in_project)),
]

if settings.STYLEGUIDE:
    urlpatterns += [path("styleguide/", include("osuuskunta.core.styleguide.urls"))]
