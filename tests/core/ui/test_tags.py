"""Tags, the frame's context, short messages."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from osuuskunta.core import navigation
from osuuskunta.core.access import Denied
from osuuskunta.core.context import page
from osuuskunta.core.navigation import Entry
from osuuskunta.core.parts import Bar, BarChart, Dot, DotPlot
from osuuskunta.core.snacks import Snack, snacks


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def render(text: str, **context: Any) -> str:
    return Template("{% load ui %}" + text).render(Context(context))


def test_an_icon_beside_a_text_is_silent_and_alone_it_has_a_name() -> None:
    assert 'aria-hidden="true"' in render('{% icon "sun" %}')
    alone = render('{% icon "phone" label=said %}', said="Call <Nea>")
    assert 'role="img" aria-label="Call &lt;Nea&gt;"' in alone
    assert "#i-phone" in alone


def test_an_unknown_icon_or_kind_is_a_mistake_of_ours() -> None:
    with pytest.raises(TemplateSyntaxError, match=r"static/icons\.txt"):
        render('{% icon "unicorn" %}')
    with pytest.raises(TemplateSyntaxError, match="no kind"):
        render('{% badge "Late" "danger" "clock" %}')


def test_words_of_state_carry_word_and_icon() -> None:
    for tag, css in (("badge", "badge-s is-bad"), ("word", "word c-bad")):
        html = render(f'{{% {tag} said "bad" "clock" %}}', said="Late & lost")
        assert f'class="{css}"' in html
        assert "#i-clock" in html
        assert "Late &amp; lost" in html


def test_number_links() -> None:
    assert render("{% count 1234 '/x/' %}") == '<a data-count="1234" href="/x/">1\u00a0234</a>'
    assert render("{% count 3 '' %}") == "3"
    assert (
        render("{% count 6 '/x/' text=said %}", said="Six <people>")
        == '<a data-count="6" href="/x/">Six &lt;people&gt;</a>'
    )


def test_chips() -> None:
    assert render('{% chip "Forssa" %}') == '<span class="chip">Forssa</span>'
    html = render('{% chip "Forssa" url remove=True %}', url="?a=1&b=2")
    assert 'href="?a=1&amp;b=2"' in html
    assert "Remove filter:" in html


def test_states_say_what_they_are() -> None:
    html = {
        kind: render(f'{{% state "{kind}" "Title" %}}<p>why</p>{{% endstate %}}')
        for kind in ("empty", "failed", "denied", "computing")
    }
    said = {"empty": "", "failed": "Failed: ", "denied": "Not allowed: ", "computing": "Still computing: "}
    for kind, text in html.items():
        assert f'data-state="{kind}"' in text
        assert "<p>why</p>" in text
        assert (f'<span class="visually-hidden">{said[kind]}</span>Title' in text) is bool(said[kind])
    assert [kind for kind, text in html.items() if 'aria-busy="true"' in text] == ["computing"]
    with pytest.raises(KeyError):
        render('{% state "lost" "Title" %}{% endstate %}')


def test_blocks_escape_their_words() -> None:
    for tag in ("note title=evil", "section evil 'x'", "card evil", "disclosure evil", "panel 'x' evil", "figure evil"):
        html = render(f"{{% {tag} %}}inside{{% end{tag.split()[0]} %}}", evil="<script>")
        assert "inside" in html
        assert "<script>" not in html
        assert "&lt;script&gt;" in html


def test_a_post_button_is_a_form_with_the_token() -> None:
    html = render('{% post_button "/undo/" name="a" value="1" %}Undo{% endpost_button %}', csrf_token="tok")
    assert 'method="post" action="/undo/"' in html
    assert 'name="csrfmiddlewaretoken" value="tok"' in html
    assert 'name="a" value="1">Undo</button>' in html


def test_block_html_sees_the_page_from_an_include() -> None:
    child = Template(
        '{% extends "base_plain.html" %}{% block title %}Nea & co{% endblock %}{% block lede %}<p>First.</p>{% endblock %}'
    )
    html = child.render(Context({}))
    assert "<h1>Nea & co</h1>" in html
    assert "<title>Nea & co – Osuuskunta</title>" in html
    assert '<div class="lede"><p>First.</p></div>' in html
    assert 'class="facts"' not in html
    assert "<title>Osuuskunta</title>" in Template('{% extends "base_plain.html" %}').render(Context({}))


def test_snacks_carry_their_way_back() -> None:
    waiting = [
        Message(messages.SUCCESS, "Saved", "undo:/x/1/undo/"),
        Message(messages.ERROR, "Full", ""),
        Message(15, "Odd", "other"),
    ]
    assert snacks(waiting) == [
        Snack("Saved", "good", "circle-check", "/x/1/undo/"),
        Snack("Full", "bad", "circle-x", ""),
        Snack("Odd", "info", "info", ""),
    ]


def test_places_on_an_axis() -> None:
    plot = DotPlot(
        [Dot("A", 0.5, 0.25, 2, "50 %"), Dot("B", None, None, None, "", hidden="few")], 0, 1, [(0, "0"), (1, "1")], 0.5
    )
    first, second = plot.lines()
    assert (first["x"], first["x1"], first["x2"]) == ("50.00%", "25.00%", "100.00%")
    assert set(second) == {"dot"}
    assert plot.marks() == [("0.00%", "0"), ("100.00%", "1")]
    assert plot.reference_x() == "50.00%"
    assert [Dot("", None, None, None, "", mark=n).tone for n in (1, 6, 7)] == [1, 6, 1]


def test_bars_begin_at_zero() -> None:
    whole, part = BarChart([Bar("A", 4, "4", pieces=[(1, 3), (2, 1)]), Bar("B", 1, "1")]).lines()
    assert (whole["width"], part["width"]) == ("100.00%", "25.00%")
    assert whole["pieces"] == [
        {"x": "0.00%", "width": "75.00%", "kind": 1},
        {"x": "75.00%", "width": "25.00%", "kind": 2},
    ]
    assert BarChart([Bar("A", 0, "0")]).lines()[0]["width"] == "0.00%"


class Somebody:
    """An actor with a name."""

    pk = 1

    def can(self, action: str, obj: object = None) -> Denied:
        return Denied("")

    def __str__(self) -> str:
        return "Testi-Valma Valmentaja"


def ask(path: str, **attributes: Any) -> HttpRequest:
    request = RequestFactory().get(path)
    for name, value in attributes.items():
        setattr(request, name, value)
    return request


def test_a_page_without_anybody() -> None:
    found = page(ask("/x/?a=1"))
    assert (found["frame"], found["navigation"], found["standing"], found["me"]) == ("base_plain.html", [], None, None)
    assert (found["here"], found["session_idle"]) == ("/x/?a=1", 0)
    assert [(one.code, one.name, one.current) for one in found["languages"]] == [
        ("fi", "Suomi", False), ("sv", "Svenska", False), ("en", "English", True)
    ]  # fmt: skip


def test_a_page_of_somebody(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.core.ui.addresses"
    monkeypatch.setattr(navigation, "_entries", {})
    for order, key in enumerate(("front", "people", "groups", "coops", "reports", "hidden")):
        navigation.register(
            Entry(key=key, label=key, icon="sun", url_name=key, order=-order, shown=lambda _a, k=key: k != "hidden")
        )
    navigation.register(
        Entry(key="gone", label="gone", icon="sun", url_name="no-such-page", order=9, shown=lambda _a: True)
    )
    role = SimpleNamespace(name="Coach")
    project = SimpleNamespace(code="DEMO")
    grant = SimpleNamespace(organisation=None, site="Forssa", role_class=role, project=project)
    mine = {"actor": Somebody(), "grant": grant, "project": project}
    found = page(ask("/p/DEMO/people/7/", **mine))
    assert [(item.key, item.current) for item in found["navigation"]] == [
        ("reports", False), ("coops", False), ("groups", False), ("people", True), ("front", False)
    ]  # fmt: skip
    assert (len(found["navigation_bar"]), found["navigation_more"]) == (5, [])  # five fit: More would hide only one
    assert [item.key for item in page(ask("/p/DEMO/", **mine))["navigation"] if item.current] == ["front"]
    assert [item.key for item in page(ask("/p/DEMO/card/", **mine))["navigation"] if item.current] == []
    standing = found["standing"]
    assert (standing.place, standing.role, standing.url) == ("Forssa", "Coach", "/p/DEMO/role/")
    assert (found["me"].name, found["me"].initials, found["frame"]) == ("Testi-Valma Valmentaja", "TV", "base.html")
    everywhere = SimpleNamespace(organisation=None, site=None, role_class=role, project=project)
    assert page(ask("/", **{**mine, "grant": everywhere}))["standing"].place == "All sites"


def test_a_posted_page_leads_back_without_its_query() -> None:
    request = RequestFactory().post("/x/?step=2", {})
    assert page(request)["here"] == "/x/"
