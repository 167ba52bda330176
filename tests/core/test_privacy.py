"""No field of any table without a class: erasure, subject access and exports come from this one list."""

import pytest
from django.db import models
from django.test.utils import isolate_apps

from osuuskunta.core import privacy
from osuuskunta.core.privacy import Privacy, declare, faults_of, privacy_of, undeclared
from tests.toys.models import PeopleToy
from tests.toys.models_activity import TrackedToy


def test_every_field_of_every_installed_model_has_a_class() -> None:
    assert undeclared() == []


def test_the_classes_of_a_model() -> None:
    assert Privacy(none="a b", indirect="c", direct="d", special="e f").classes == {
        "a": "none", "b": "none", "c": "indirect", "d": "direct", "e": "special", "f": "special",
    }  # fmt: skip


def test_a_field_has_one_class() -> None:
    with pytest.raises(ValueError, match=r"^a has two privacy classes$"):
        Privacy(none="a", special="a")


@isolate_apps("tests.toys")
def test_what_is_not_stated_and_what_is_gone_are_told() -> None:
    class Bad(models.Model):  # noqa: DJ008  nobody reads it
        known, forgotten = models.TextField(), models.TextField()
        privacy = Privacy(none="id known", direct="gone")

        class Meta:
            app_label = "toys"

    assert faults_of(Bad) == [
        "has no privacy class for forgotten.",
        "states a privacy class for gone, which is no field.",
    ]


@isolate_apps("tests.toys")
def test_a_child_class_does_not_inherit_what_its_parent_stated() -> None:
    class Parent(models.Model):
        privacy = Privacy(none="id")

        class Meta:
            app_label = "toys"
            abstract = True

    class Bad(Parent):  # noqa: DJ008  nobody reads it
        class Meta:
            app_label = "toys"

    assert privacy_of(Bad) is None
    assert faults_of(Bad) == ["states no privacy classes: give it `privacy`, or declare() them."]


def test_third_party_models_are_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privacy, "_declared", {})
    monkeypatch.delattr(PeopleToy, "privacy")
    assert privacy_of(PeopleToy) is None
    declare("toys.PeopleToy", Privacy(none="id site", direct="name"))
    assert privacy_of(PeopleToy).classes["name"] == "direct"


def test_history_has_the_classes_of_what_it_remembers(monkeypatch: pytest.MonkeyPatch) -> None:
    history = TrackedToy.pgh_event_model
    assert privacy_of(history) is privacy_of(TrackedToy)
    assert faults_of(history) == []
    monkeypatch.setattr(TrackedToy, "privacy", Privacy(none="id site"))
    assert "has no privacy class for note." in faults_of(history)
    assert not [said for said in faults_of(history) if "pgh_" in said]


def test_a_missing_class_shows_in_the_list_of_the_whole_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PeopleToy, "privacy", Privacy(none="id name"))
    assert undeclared() == ["toys.PeopleToy has no privacy class for site."]
