"""What is marked in code and templates reaches the catalogues, and what is wrong with a catalogue is named."""

import pytest
from babel.messages.catalog import Catalog

from osuuskunta.core.catalogues import files
from osuuskunta.core.catalogues.sources import template_catalogue


@pytest.fixture
def house(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "ROOT", tmp_path)
    return tmp_path


def template(*messages: object, context: str | None = None) -> Catalog:
    made = Catalog()
    for message in messages:
        made.add(message, context=context, locations=[("a.py", None)])
    return made


def test_texts_of_code_and_of_templates_are_found():
    found = {files.key(message)[1] for message in template_catalogue() if message.id}
    assert {"Project coordinator", "Skip to the content"} <= found


def test_an_update_keeps_translations_drops_the_gone_and_fills_english(house):
    files.write("fi", files.updated("fi", template("Save", "Gone")))
    kept = files.read("fi")
    kept.get("Save").string = "Tallenna"
    files.write("fi", kept)
    fresh = files.updated("fi", template("Save", "New"))
    assert {message.id: message.string for message in fresh if message.id} == {"Save": "Tallenna", "New": None}
    english = files.updated("en", template("Save"))
    assert english.get("Save").string == "Save"


@pytest.mark.parametrize(
    ("message", "string", "fault"),
    [
        ("Save", "", "fi: not translated: 'Save'"),
        ("%(n)s of %(all)s", "%(n)s", "fi: other placeholders than: '%(n)s of %(all)s'"),
        ("Hello", "Hei %(name)s", "fi: other placeholders than: 'Hello'"),
        (("%(n)s row", "%(n)s rows"), ("%(n)s rivi", ""), "fi: not translated: '%(n)s row'"),
    ],
)
def test_a_fault_is_named(house, message, string, fault):
    stored = template(message)
    stored.get(message).string = string
    files.write("fi", stored)
    assert list(files.faults("fi", template(message))) == [fault]


def test_missing_superfluous_and_doubtful_texts_are_named(house):
    stored = template("Old", "Unsure")
    stored.get("Old").string = stored.get("Unsure").string = "x"
    stored.get("Unsure").flags.add("fuzzy")
    files.write("sv", stored)
    assert list(files.faults("sv", template("New", "Unsure"))) == [
        "sv: missing: 'New'",
        "sv: no longer in the code: 'Old'",
        "sv: doubtful (fuzzy): 'Unsure'",
    ]


def test_a_compiled_catalogue_is_read_by_gettext(house):
    import gettext

    stored = template("Save", ("%(n)s row", "%(n)s rows"))
    stored.get("Save").string = "Tallenna"
    stored.get("%(n)s row").string = ("%(n)s rivi", "%(n)s riviä")
    files.write("fi", stored)
    assert files.compile_all() == 1
    assert files.compile_all() == 0
    with files.path("fi").with_suffix(".mo").open("rb") as compiled:
        said = gettext.GNUTranslations(compiled)
    assert (said.gettext("Save"), said.ngettext("%(n)s row", "%(n)s rows", 2)) == ("Tallenna", "%(n)s riviä")


def test_every_text_of_the_house_is_translated():
    wanted = template_catalogue()
    assert [fault for language in files.LANGUAGES for fault in files.faults(language, wanted)] == []
