"""The two steps of a new person. What was typed in one goes to the other sealed, for its writer only: nothing lies in a session."""

import json
import re
import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from osuuskunta.core.forms import Part
from osuuskunta.core.sealing.tokens import hide, reveal
from participants.files.values import birth_of
from participants.forms.periods import BeginForm
from participants.forms.person import WhoForm
from participants.queries.finding import DAY, FEWEST_DIGITS, IDENTITY

PURPOSE = "new person"


def _hidden() -> forms.CharField:
    return forms.CharField(widget=forms.HiddenInput, required=False)


class NewWhoForm(WhoForm):
    """Who it is. `sure` marks the matches that were seen; `start` holds what was typed in the second step already."""

    step, draft, start, sure = _hidden(), _hidden(), _hidden(), _hidden()


class NewStartForm(BeginForm):
    """The situation at the start. `who` holds the first step."""

    step, draft, who = _hidden(), _hidden(), _hidden()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout.append(Part("participants/back.html"))  # after the bar: Enter saves, and does not go back


def keep(values: dict[str, Any], user: int) -> str:
    """Return typed values as a token for a hidden field."""
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    return hide(json.dumps(plain), purpose=PURPOSE, user=user)


def kept(token: str, user: int) -> dict[str, Any] | None:
    """Return the values of a token; None for one that is another's, too old, or none."""
    text = reveal(token, purpose=PURPOSE, user=user)
    return None if text is None else json.loads(text)


def person_of(values: dict[str, Any]) -> dict[str, Any]:
    """Return kept values of the first step as an action takes them."""
    born = values.get("birth_date")
    return {**values, "birth_date": date.fromisoformat(born) if born else None}


def draft_key(text: str) -> str:
    """Return the draft's key, made anew when there is none: a form that is sent twice makes one person."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return str(uuid.uuid4())


def guessed(text: str) -> dict[str, Any]:
    """Return which fields of the first step a search was about: a code, a day, an e-mail, a phone, or else a name."""
    text = text.strip()
    if IDENTITY.fullmatch(text):
        code = text.upper()
        return {"identity_code": code, "birth_date": _day(code)}
    if DAY.fullmatch(text):
        return {"birth_date": text}
    if "@" in text:
        return {"email": text}
    if len(re.sub(r"\D", "", text)) >= FEWEST_DIGITS and not re.search(r"[^\W\d_]", text):
        return {"phone": text}
    name = text.title() if text == text.lower() else text
    if "," in name:
        family, _comma, given = name.partition(",")
        return {"given_names": given.strip(), "family_name": family.strip()}
    given, _space, family = name.rpartition(" ")
    return {"given_names": given.strip(), "family_name": family}


def _day(code: str) -> date | None:
    try:
        return birth_of(code)
    except ValueError:
        return None


def verbs() -> tuple[str, str]:
    """Return the words on the buttons of the two steps."""
    return _("Go on to the start"), _("Add the person")
