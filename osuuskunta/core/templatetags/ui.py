"""`{% load ui %}`: icons, words of state, notes, blocks, states, panels, figures, and Finnish numbers and days.

Tags with an end take what stands between them; everything else is an include of `templates/components/`. All of it together is
shown at `/styleguide/`.
"""

from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.template.context import Context
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from osuuskunta.core import wording
from osuuskunta.core.access import Words
from osuuskunta.core.assets import icon_names
from osuuskunta.core.context import address
from osuuskunta.core.forms.errors import Mistake, mistakes
from osuuskunta.core.parts import Link
from osuuskunta.core.snacks import Snack, snacks
from osuuskunta.core.tables import Table

register = template.Library()
KINDS = frozenset({"", "good", "warn", "bad", "info", "lake", "berry"})
NOTE_ICONS = {"info": "info", "good": "circle-check", "warn": "triangle-alert", "bad": "circle-x"}
STATES = {
    "empty": ("", "sprout", ""),
    "failed": ("s-error", "cloud-off", pgettext_lazy("state of a page", "Failed")),
    "denied": ("s-deny", "lock", pgettext_lazy("state of a page", "Not allowed")),
    "computing": ("s-wait", "hourglass", pgettext_lazy("state of a page", "Still computing")),
}

register.filter("fi_date", wording.day)
register.filter("klo", wording.clock)
register.filter("fi_moment", wording.moment)
register.filter("fi_number", wording.number)
register.filter("euro", wording.euro)
register.filter("percent", wording.percent)


@cache
def known_icons() -> frozenset[str]:
    """Return the names of `static/icons.txt`, read once."""
    return frozenset(icon_names(settings.BASE_DIR / "static/icons.txt"))


@register.simple_tag
def icon(name: str, label: Words = "", css: str = "") -> SafeString:
    """`{% icon "sun" %}` beside a text; `{% icon "phone" label=_("Call") %}` where it stands alone."""
    if name not in known_icons():
        raise template.TemplateSyntaxError(f"The icon “{name}” is not in static/icons.txt.")
    named = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="ico{}" {} focusable="false"><use href="{}#i-{}"></use></svg>',
        f" {css}" if css else "", named, static("vendor/icons.svg"), name,
    )  # fmt: skip


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise template.TemplateSyntaxError(f"There is no kind “{kind}”; there are {', '.join(sorted(KINDS - {''}))}.")
    return kind


@register.simple_tag
def badge(text: Words, kind: str = "", name: str = "circle") -> SafeString:
    """`{% badge _("Active") "good" "circle-play" %}`: a state as a word with its icon; colour only helps."""
    look = f" is-{kind}" if _kind(kind) else ""
    return format_html('<span class="badge-s{}">{}{}</span>', look, icon(name), text)


@register.simple_tag
def word(text: Words, kind: str = "", name: str = "circle") -> SafeString:
    """`{% word _("Late") "bad" "clock" %}`: the same inside a sentence or cell, without a ground."""
    return format_html('<span class="word{}">{}{}</span>', f" c-{kind}" if _kind(kind) else "", icon(name), text)


@register.simple_tag
def chip(text: Words, href: str = "", *, remove: bool = False) -> SafeString:
    """`{% chip _("Forssa") %}`; with `href` a link, with `remove=True` one that takes the filter off."""
    if not href:
        return format_html('<span class="chip">{}</span>', text)
    if not remove:
        return format_html('<a class="chip" href="{}">{}</a>', href, text)
    said = _("Remove filter:")
    return format_html(
        '<a class="chip" href="{}"><span class="visually-hidden">{} </span>{}{}</a>', href, said, text, icon("x")
    )


@register.simple_tag
def count(n: int, href: str = "", text: Words = "", css: str = "") -> SafeString:
    """`{% count 17 url %}`: a number that opens exactly so many rows; without `href` the bare number."""
    shown = text or wording.number(n)
    if not href:
        return format_html('<span class="{}">{}</span>', css, shown) if css else conditional_escape(str(shown))
    look = format_html(' class="{}"', css) if css else ""
    return format_html('<a{} data-count="{}" href="{}">{}</a>', look, str(n), href, shown)


@register.inclusion_tag("components/site_mark.html")
def site_mark(mark: int, name: Words) -> dict[str, Any]:
    """`{% site_mark 1 "Forssa" %}`: a site's colour and shape before its name, the same in tables and charts."""
    return {"mark": (mark - 1) % 6 + 1, "shape": (mark - 1) % 4 + 1, "name": name}


def _block(template_name: str, content: SafeString, /, **context: Any) -> SafeString:
    return render_to_string(f"components/{template_name}.html", {"content": content, **context})


@register.simple_block_tag
def note(content: SafeString, kind: str = "info", title: Words = "", *, live: bool = False) -> SafeString:
    """`{% note "warn" %}…{% endnote %}`: something to know here; `live=True` when it appears by itself."""
    return _block("note", content, kind=kind, icon=NOTE_ICONS[kind], title=title, live=live)


@register.simple_block_tag
def section(content: SafeString, title: Words, anchor: str, aside: Words = "", level: int = 2) -> SafeString:
    """`{% section _("Sites") "sites" %}…{% endsection %}`: a block of a page under its heading."""
    return _block("section", content, title=title, anchor=anchor, aside=aside, level=level)


@register.simple_block_tag
def card(content: SafeString, title: Words = "", level: int = 3, css: str = "") -> SafeString:
    """`{% card _("Funding") %}…{% endcard %}`: a surface; never a card in a card."""
    return _block("card", content, title=title, level=level, css=css)


@register.simple_block_tag
def state(content: SafeString, kind: str, title: Words, name: str = "", level: int = 2, case: str = "") -> SafeString:
    """`{% state "empty" _("No groups yet") %}<p>…</p>{% endstate %}`: empty, failed, denied or computing."""
    css, usual, said = STATES[kind]
    return _block(
        "state", content, kind=kind, css=css, icon=name or usual, said=said, title=title, level=level, case=case
    )


@register.simple_block_tag
def disclosure(content: SafeString, summary: Words, *, is_open: bool = False) -> SafeString:
    """`{% disclosure _("Show as a table") %}…{% enddisclosure %}`: opens without JavaScript."""
    return _block("disclosure", content, summary=summary, is_open=is_open)


@register.simple_block_tag
def panel(content: SafeString, anchor: str, title: Words, sub: Words = "", *, is_open: bool = False) -> SafeString:
    """`{% panel "log" _("Log a meeting") %}…{% endpanel %}`: a side panel; `data-panel="log"` on a link opens it."""
    return _block("panel", content, anchor=anchor, title=title, sub=sub, is_open=is_open)


@register.simple_block_tag
def figure(content: SafeString, title: Words, sub: Words = "", foot: Words = "", level: int = 3) -> SafeString:
    """`{% figure _("Most turnover comes from firms") %}…{% endfigure %}`: the finding, then the picture and its table."""
    return _block("figure", content, title=title, sub=sub, foot=foot, level=level)


@register.simple_block_tag(takes_context=True)
def post_button(
    context: Context, content: SafeString, url: str, css: str = "btn btn-second", name: str = "", value: str = ""
) -> SafeString:
    """`{% post_button url %}Undo{% endpost_button %}`: one button that changes something, as a form of its own."""
    token = context.get("csrf_token")
    return _block("post_button", content, url=url, css=css, name=name, value=value, csrf_token=token)


@register.simple_tag(takes_context=True)
def block_html(context: Context, name: str) -> SafeString:
    """`{% block_html "lede" as lede %}`: what the page put into a block, "" when nothing.

    A base template asks so whether a part is there at all, and may show one block in two places (a phone's main action).
    """
    # An include begins a layer of its own; the blocks lie in the layer of the page it stands in.
    layers: Any = reversed(context.render_context.dicts)
    blocks = next((layer[BLOCK_CONTEXT_KEY] for layer in layers if BLOCK_CONTEXT_KEY in layer), None)
    block = blocks.get_block(name) if blocks else None  # type: ignore[attr-defined]
    return SafeString(block.render(context).strip()) if block else SafeString("")


@register.simple_tag
def snacks_of(waiting: Any) -> list[Snack]:
    """`{% snacks_of messages as found %}`: the messages that wait, as `core.snacks.Snack`."""
    return snacks(waiting or ())


@register.simple_tag
def house_links() -> list[Link]:
    """`{% house_links as links %}`: accessibility statement, privacy notice and help, as far as their pages exist."""
    known = (
        ("accessibility", _("Accessibility statement")),
        ("privacy_notice", _("Privacy notice")),
        ("help", _("Help")),
    )
    return [Link(text, url) for name, text in known if (url := address(name))]


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, list[Mistake]]:
    """`{% error_summary form %}` for a page that lays its form out by itself; `{% crispy form %}` has it already."""
    return {"mistakes": [mistake for form in forms for mistake in mistakes(form)]}


@register.simple_tag
def table(table: Table) -> SafeString:
    """`{% table table %}`: a `core.tables.Table`, rows of cards on a phone."""
    return table.html()
