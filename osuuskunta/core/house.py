"""Pages about the house itself that anybody may read: accessibility statement and privacy notice."""

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView


@method_decorator(login_not_required, name="dispatch")
class AccessibilityPage(TemplateView):
    """The accessibility statement that the Act on digital services (306/2019) asks for."""

    template_name = "house/accessibility.html"


@method_decorator(login_not_required, name="dispatch")
class PrivacyPage(TemplateView):
    """What is kept of whom, why, how long and who sees it (GDPR articles 13 and 14), in plain words."""

    template_name = "house/privacy.html"
