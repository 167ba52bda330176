"""A browser's own description in words: enough to know one's own devices, not to tell people apart."""

from django.utils.translation import gettext as _

# The first that fits; browsers name their ancestors too, so the younger stand first.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def device(agent: str) -> str:
    """Return for example `Firefox, Windows`; "Unknown device" when the description says nothing that we know."""
    parts = [
        next((name for sign, name in signs if sign in agent), "")
        for signs in (BROWSERS, SYSTEMS)
    ]  # fmt: skip
    return ", ".join(filter(None, parts)) or _("Unknown device")
