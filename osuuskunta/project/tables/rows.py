"""Two states of what a form shows, side by side and in words: what one has typed, and what another has saved meanwhile."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _

from osuuskunta.core.access import Words
from osuuskunta.core.history import Change
from osuuskunta.core.parts import Fact, Version
from osuuskunta.core.wording import NOTHING, moment


@dataclass(frozen=True, slots=True)
class Both:
    """One field in both states; `field` is the id of its input, which either can be put into."""

    label: Words
    field: str
    versions: tuple[Version, Version]


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What a conflict page says: who came between, and the fields that differ."""

    savers: Sequence[str]
    fields: Sequence[Both]


def meanwhile(form: forms.BaseForm, stored: Mapping[str, Any], changes: Iterable[Change]) -> Meanwhile:
    """Return the fields of a checked form that differ from what is stored now, and who stored it."""
    differing = [name for name, value in stored.items() if form.cleaned_data.get(name) != value]
    return Meanwhile(saved_by(changes), [_both(form, name, stored[name]) for name in differing])


def saved_by(changes: Iterable[Change]) -> list[str]:
    """Return sentences that name who changed something and when, the latest first; one who saved several rows at once is said once."""
    return list(dict.fromkeys(_saved(change) for change in changes))


def _saved(change: Change) -> str:
    words = {"who": change.by, "when": moment(change.at)}
    return (
        _("%(who)s removed this on %(when)s.") if change.kind == "removed" else _("%(who)s saved this on %(when)s.")
    ) % words


def _both(form: forms.BaseForm, name: str, value: Any) -> Both:
    bound = form[name]
    mine, theirs = str(bound.value() or ""), _typed(bound.field, value)
    mine_said, theirs_said = _said(bound.field, mine), _said(bound.field, theirs)
    versions = (
        Version(_("What you wrote"), mine, _pieces(mine_said, theirs_said)),
        Version(_("Stored now"), theirs, _pieces(theirs_said, mine_said)),
    )
    return Both(bound.label, bound.auto_id, versions)


def _typed(field: forms.Field, value: Any) -> str:
    """Return a stored value as the field's input would hold it."""
    plain = field.prepare_value(value.pk if isinstance(value, Model) else value)
    return str(field.widget.format_value(plain) or "") if not isinstance(field, forms.ChoiceField) else str(plain or "")


def _said(field: forms.Field, text: str) -> str:
    """Return what an input holds as its reader sees it: of a choice its words."""
    if isinstance(field, forms.ChoiceField):
        return str({str(key): words for key, words in field.choices}.get(text, text))
    return text


def _pieces(text: str, other: str) -> list[tuple[str, str]]:
    """Return a text in pieces: the words that the other one does not have are marked, unless they are all."""
    if not text:
        return [("same", NOTHING)]
    words, others = text.split(" "), other.split(" ")
    found = []
    for kind, first, last, _first, _last in SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        if last > first:
            found.append(("same" if kind == "equal" else "added", " ".join(words[first:last]) + " "))
    return found if any(kind == "same" for kind, _words in found) else [("same", text)]


def typed_facts(form_class: type[forms.BaseForm], typed: Mapping[str, str]) -> list[Fact]:
    """Return what somebody has typed into a form whose row is gone, so that it can be taken along."""
    facts = []
    for name, field in form_class.base_fields.items():  # type: ignore[attr-defined]
        text = _said(field, typed.get(name, ""))
        if text and not field.widget.is_hidden and not (isinstance(field, forms.ChoiceField) and not field.choices):
            facts.append(Fact(field.label or name, text))
    return facts
