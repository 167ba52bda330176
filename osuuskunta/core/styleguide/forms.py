"""Forms of the style guide: every kind of field, a filter, the door."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import make_aware

from osuuskunta.core.forms import (
    ClockField,
    DayField,
    DecimalField,
    EuroField,
    FormHelper,
    Group,
    Inline,
    Rest,
    Segments,
)


class SampleForm(forms.Form):
    """Every kind of field."""

    name = forms.CharField(label="Nimi", max_length=60, help_text="Nimi, jolla ihminen haluaa tulla kutsutuksi.")
    email = forms.EmailField(label="Sähköposti", required=False)
    starts_on = DayField(label="Aloituspäivä")
    starts_at = ClockField(label="Kello", required=False)
    share = EuroField(label="Osuuspääoma", required=False, help_text="Esimerkiksi 1 234,50.")
    hours = DecimalField(label="Tunteja viikossa", required=False, max_digits=4, decimal_places=1)
    site = forms.ChoiceField(label="Paikkakunta", choices=[("", "Valitse"), ("061", "Forssa"), ("564", "Oulu")])
    length = forms.ChoiceField(
        label="Kesto minuutteina", choices=[(n, str(n)) for n in (30, 45, 60, 90)], widget=Segments, initial=60
    )
    health = forms.ChoiceField(
        label="Onko sinulla vamma tai pitkäaikainen sairaus?",
        choices=[("yes", "Kyllä"), ("no", "Ei"), ("none", "En halua vastata")],
        widget=forms.RadioSelect,
    )
    steps = forms.MultipleChoiceField(
        label="Suunnitelman askeleet",
        choices=[("1", "Soitan Kelaan ja kysyn ansioista"), ("2", "Käydään läpi syksyn keikat")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agreed = forms.BooleanField(label="Olen kertonut tietosuojasta", help_text="Seloste annetaan aina myös paperilla.")
    note = forms.CharField(label="Mitä puhuimme", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    paper = forms.FileField(label="Liite", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(
            Group("Kuka", "name", "email", says="Nimi ja osoite näkyvät vain oman paikkakunnan väelle."),
            Group("Milloin ja missä", Inline("starts_on", "starts_at"), "site", "length", Inline("share", "hours")),
            Group("Lisäksi", Rest()),
            save="Tallenna osallistuja",
            cancel="#form",
            guard=not self.is_bound,
        )
        self.saved_at = make_aware(datetime(2026, 11, 24, 12, 41))  # noqa: DTZ001  made aware here


class SampleFilter(forms.Form):
    site = forms.ChoiceField(label="Paikkakunta", choices=[("", "Kaikki"), ("061", "Forssa")], required=False)
    state = forms.ChoiceField(label="Tila", choices=[("", "Kaikki"), ("on", "Mukana nyt")], required=False)


class EnterForm(forms.Form):
    login = forms.EmailField(label="Sähköposti", widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label="Salasana", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Seuraavaksi kysymme vahvistuskoodin puhelimestasi.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(save="Kirjaudu sisään", bar=False, guard=False)
