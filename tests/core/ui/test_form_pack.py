"""The form pack: every field has a name, its help and its mistakes, said to who hears the page too."""

from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context, Template
from django.utils import translation
from django.utils.timezone import make_aware

from osuuskunta.core.forms import DayField, EuroField, FormHelper, Group, Inline, Part, Rest, Segments


class Reader(HTMLParser):
    """Collects the elements of a page by tag."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [a for t, a in self.found if t == tag and all(a.get(k) == v for k, v in wanted.items())]

    def ids(self) -> list[str]:
        return [str(attrs["id"]) for _tag, attrs in self.found if "id" in attrs]


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As the person wants it.")
    email = forms.EmailField(label="E-mail", required=False)
    day = DayField(label="Day")
    money = EuroField(label="Money", required=False)
    site = forms.ChoiceField(label="Site", choices=[("1", "Forssa")])
    way = forms.ChoiceField(label="Way", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, help_text="One.")
    length = forms.ChoiceField(label="Length", choices=[("30", "30"), ("60", "60")], widget=Segments)
    steps = forms.MultipleChoiceField(
        label="Steps", choices=[("1", "One")], widget=forms.CheckboxSelectMultiple, required=False
    )
    agreed = forms.BooleanField(label="Agreed", help_text="On paper too.")
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    paper = forms.FileField(label="Paper", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(
            Group("Who", "name", "email", says="Only what is needed."),
            Inline("day", "money"),
            Part("components/note.html", kind="info", icon="info", content="Think first."),
            Group("More", Rest()),
            save="Save it",
            cancel="/back/",
        )


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def show(form: forms.Form) -> Reader:
    html = render_crispy_form(form, context={"csrf_token": "tok"})
    return Reader(html)


def test_the_whole_form() -> None:
    page = show(Sample())
    (form,) = page.all("form")
    assert (form["method"], form["enctype"]) == ("post", "multipart/form-data")
    assert "novalidate" in form
    assert "data-guard" in form
    assert page.all("input", name="csrfmiddlewaretoken")[0]["value"] == "tok"
    assert page.all("input", name="version")[0]["type"] == "hidden"
    assert [a["class"] for a in page.all("button")] == ["btn btn-primary"]
    assert [a["href"] for a in page.all("a")] == ["/back/"]


def test_every_control_has_a_label_and_no_id_is_there_twice() -> None:
    page = show(Sample({}))
    labels = {a.get("for") for a in page.all("label")}
    controls = [a for tag in ("input", "select", "textarea") for a in page.all(tag) if a.get("type") != "hidden"]
    assert len(controls) == 13
    assert {a["id"] for a in controls} == labels
    assert len(page.ids()) == len(set(page.ids()))


def test_described_by_what_is_there() -> None:
    for form in (Sample(), Sample({})):
        page = show(form)
        pointed = [one for _t, a in page.found for one in str(a.get("aria-describedby") or "").split()]
        assert pointed
        assert set(pointed) <= set(page.ids())


def test_mistakes_at_the_field_and_above() -> None:
    page = show(Sample({"name": "Maija", "day": "31.11.2026"}))
    (day,) = page.all("input", name="day")
    assert day["aria-invalid"] == "true"
    assert day["aria-describedby"] == "id_day_error"
    assert day["value"] == "31.11.2026"
    assert "aria-invalid" not in page.all("input", name="name")[0]
    (summary,) = page.all("div", role="alert")
    assert (summary["tabindex"], "data-focus" in summary) == ("-1", True)
    leads = [a["href"] for a in page.all("a") if str(a["href"]).startswith("#")]
    assert leads == ["#id_day", "#id_site", "#id_way_0", "#id_length_0", "#id_agreed"]
    assert {lead.removeprefix("#") for lead in map(str, leads)} <= set(page.ids())


def test_a_good_form_has_no_summary() -> None:
    assert show(Sample()).all("div", role="alert") == []


def test_choices_are_a_group() -> None:
    page = show(Sample({}))
    way, length = page.all("fieldset", role="radiogroup")
    assert (way["aria-invalid"], way["aria-required"]) == ("true", "true")
    assert way["aria-describedby"] == "id_way_helptext id_way_error"
    assert length["aria-describedby"] == "id_length_error"
    radios = page.all("input", name="way", type="radio")
    assert [a["class"] for a in radios] == ["tick", "tick"]
    assert all("aria-invalid" not in a for a in radios)  # not allowed on a radio: the group says it


def test_optional_is_marked_and_required_is_not() -> None:
    html = render_crispy_form(Sample(), context={})
    assert html.count("(optional)") == 5  # email, money, steps, note, paper


def test_looks_and_units() -> None:
    page = show(Sample())
    assert page.all("select", name="site")[0]["class"] == "select"
    assert page.all("input", name="money")[0]["class"] == "form-control num"
    assert page.all("input", name="day")[0]["class"] == "form-control day"
    assert "data-autosize" in page.all("textarea", name="note")[0]
    assert len(page.all("span", **{"class": "unit"})) == 1


def test_the_bar_says_whether_it_is_saved() -> None:
    form = Sample()
    form.saved_at = make_aware(datetime(2026, 11, 24, 12, 41))  # noqa: DTZ001  made aware here
    assert "Saved 12.41" in render_crispy_form(form, context={})
    refused = Sample({})
    refused.saved_at = form.saved_at
    html = render_crispy_form(refused, context={})
    assert "Not saved" in html
    assert "Saved 12.41" not in html


def test_without_parts_all_fields_stand_in_order() -> None:
    class Short(forms.Form):
        login = forms.EmailField()
        password = forms.CharField(widget=forms.PasswordInput)
        helper = FormHelper(save="Sign in", bar=False, guard=False)

    page = show(Short())
    assert [a["name"] for a in page.all("input") if a["type"] != "hidden"] == ["login", "password"]
    assert page.all("div", **{"class": "savebar"}) == []
    assert "data-guard" not in page.all("form")[0]


def test_one_field_alone_and_a_formset() -> None:
    template = Template("{% load crispy_forms_tags %}{{ form.name|as_crispy_field }}")
    alone = Reader(template.render(Context({"form": Sample()})))
    assert [a["name"] for a in alone.all("input")] == ["name"]

    class Line(forms.Form):
        text = forms.CharField(label="Text")

    lines = forms.formset_factory(Line, extra=2)()
    lines.helper = FormHelper()
    page = Reader(Template("{% load crispy_forms_tags %}{% crispy lines %}").render(Context({"lines": lines})))
    assert [a["id"] for a in page.all("input", type="text")] == ["id_form-0-text", "id_form-1-text"]
    assert page.all("input", name="form-TOTAL_FORMS")[0]["value"] == "2"
    assert len(page.all("fieldset")) == 2


def test_what_is_typed_is_escaped() -> None:
    html = render_crispy_form(Sample({"name": '"><script>alert(1)</script>'}), context={})
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
