"""Pages about the house itself that anybody may read: accessibility statement and privacy notice."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView


@method_decorator(login_not_required, name="dispatch")
class AccessibilityPage(TemplateView):
    """The accessibility statement that the Act on digital services (306/2019) asks for."""

    template_name = "house/accessibility.html"


@method_decorator(login_not_required, name="dispatch")
class PrivacyPage(TemplateView):
    """What is kept of whom, why, how long and who sees it (GDPR articles 13 and 14), in plain words."""

    template_name = "house/privacy.html"


@require_safe
def keep_alive(request: HttpRequest) -> HttpResponse:
    """204 to who is signed in: asking is enough for the session's idle clock to begin again (“Stay signed in”)."""
    return HttpResponse(status=204)
