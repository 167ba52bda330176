"""The card as a PDF: everything of the card in three languages, asked for by who may see it, made as they may then."""

import hashlib
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import redis
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from osuuskunta.accounts.models import RoleGrant, User
from osuuskunta.accounts.roles import ROLES
from osuuskunta.activity import running
from osuuskunta.activity.enums import JobState
from osuuskunta.activity.models import Job, ReadLog
from osuuskunta.core.letters import Letter, render
from osuuskunta.core.scope import Scope, scope
from osuuskunta.project.actions.card_letter import ask_for_card_letter
from osuuskunta.project.enums import FundingKind, Measure, PartnerRole, RelationKind
from osuuskunta.project.letters import card_letter
from osuuskunta.project.models import CardLine, MunicipalityRelation, Project, Site
from osuuskunta.project.queries.card_letter import sheet
from tests.core.letters.test_letters import squeezed, tags, texts
from tests.factories.accounts import entered, in_role
from tests.factories.activity import scope_of, somebody, with_role
from tests.factories.project import (
    a_funding_line,
    a_partner,
    a_place,
    a_project,
    a_target,
    an_organisation,
    sites,
)
from tests.project.test_card import browser

MOMENT = datetime(2026, 11, 24, 10, 38, tzinfo=UTC)
WORKER = Scope(worker=True)


def a_full_card() -> Project:
    """Make and return a project of which every section of the card is filled."""
    made = a_project(
        "CARD", name="Marjahanke", name_sv="Bärprojektet", name_en="The berry project", summary="Marjat yhteen.",
        summary_sv="Bären ihop.", summary_en="Berries together.", indicator_set="esf2014", co23=37,
        figures_note="Kirjanpidosta.", funder="Rahoittajavirasto", managing_authority="Hallintoviranomainen",
        part_implementers="Osatoteuttajat", priority="Toimintalinja 5", specific_objective="Erityistavoite 10.1",
        total_funding=Decimal(987654), application_submitted="syksy 2024", decided_on=date(2024, 12, 3),
        decision="Myönteinen päätös", decision_diary_number="EURA/1234", town_diary_number="FOR/77", branch="Sivistys",
        service="Työpaja", predecessors="Edellinen hanke", period_note="Jatkoaika haettu", project_manager="Paula Päällikkö",
        project_manager_of="Vetäjä ry", town_contact="Kaisa Kunta", town_contact_of="Forssan kaupunki",
    )  # fmt: skip
    forssa, kotka = sites(made, "061", "285")
    Site.objects.filter(pk=kotka.pk).update(closed_on=date(2026, 6, 30))
    MunicipalityRelation.objects.create(municipality=forssa.municipality, kind=RelationKind.REGION, name="Kanta-Häme")
    a_target(forssa, Measure.PARTICIPANTS, 120)
    a_target(kotka, Measure.PARTICIPANTS, 31)
    a_target(kotka, Measure.PACKAGES, 8)
    lead = a_partner(
        made, an_organisation("Vetäjä ry", business_id="9000001-1"), role=PartnerRole.LEAD, expertise="Valmennus"
    )
    other = a_partner(made, an_organisation("Kumppani ry"), task="Tiedottaja")
    a_place(lead, kotka, task="Kotkan vetäjä", own_share=Decimal(1500))
    a_place(lead, forssa, task="Forssan vetäjä")
    a_place(other, forssa, task="Forssan apu")
    a_funding_line(made, kind=FundingKind.GRANT, source="Elyrahasto", amount=Decimal(800000))
    a_funding_line(made, kotka, kind=FundingKind.MUNICIPAL, source="Kotkan kaupunki", amount=Decimal("187654.50"))
    for kind, title in (("target_group", "Nuoret"), ("promise", "Osuuskunta joka paikkaan")):
        CardLine.objects.create(
            project=made, kind=kind, number=1, title=title, title_sv=f"{title} på svenska", text=f"{title}: näin."
        )
    return made


@pytest.fixture
def project(db: None, settings: Any) -> Project:
    settings.DEMO_MFA = False
    return a_full_card()


def letter_of(project: Project, language: Any = "fi") -> Letter:
    reader = somebody(project, "project_coordinator", name=f"Lukija {language}")
    with scope(scope_of(reader)), translation.override(language):
        return card_letter(sheet(reader, project), language=language, made_by=str(reader), made_at=MOMENT)


def pdf_of(letter: Letter) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(render(letter)))


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


STORED = (
    "CARD", "1.1.2025–31.12.2027", "3.12.2024", "987 654 €", "Rahoittajavirasto", "Hallintoviranomainen", "Osatoteuttajat",
    "Toimintalinja 5", "Erityistavoite 10.1", "syksy 2024", "Myönteinen päätös", "EURA/1234", "FOR/77", "Sivistys", "Työpaja",
    "Edellinen hanke", "Jatkoaika haettu", "Paula Päällikkö, Vetäjä ry", "Kaisa Kunta, Forssan kaupunki", "Kanta-Häme",
    "Forssa (061)", "Kotka (285)", "30.6.2026", "9000001-1", "Valmennus", "Tiedottaja", "Kotkan vetäjä", "1 500,00 €",
    "Forssan apu", "Elyrahasto", "800 000,00 €", "Kotkan kaupunki", "187 654,50 €", "987 654,50 €", "Kirjanpidosta.",
    "151",
)  # fmt: skip
SAID = {
    "fi": (
        "Marjahanke: hankekortti",
        "Marjat yhteen.",
        "Nuoret: näin.",
        "Kuka tekee mitä missäkin",
        "Rahoitus",
        "Kunta",
    ),
    "sv": ("Bärprojektet: projektkort", "Bären ihop.", "Nuoret på svenska", "Finansiering", "Kommun"),
    "en": ("The berry project: project card", "Berries together.", "Who does what where", "Funding", "Municipality"),
}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_section_of_the_card_is_in_the_file_in_each_language(project: Project, language: str):
    letter = letter_of(project, language)
    text = squeezed(pdf_of(letter))
    assert [word for word in (*STORED, *SAID[language]) if squeeze(word) not in text] == []
    titles = [str(section.title) for section in letter.sections]
    assert len(set(titles)) == 9
    assert [title for title in titles if squeeze(title) not in text] == []


def test_the_file_declares_what_pdf_ua_asks_and_says_where_it_comes_from(project: Project):
    pdf = pdf_of(letter_of(project, "sv"))
    assert (bool(pdf.Root.MarkInfo.Marked), str(pdf.Root.Lang)) == (True, "sv")
    with pdf.open_metadata() as metadata:
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert metadata["dc:title"] == "Bärprojektet: projektkort"
        assert metadata["dc:creator"] == ["Lukija sv"]
    found = tags(pdf)
    assert (found["/H1"], found["/H2"], found["/Table"], found["/Caption"]) == (1, 9, 6, 6)
    pages = texts(pdf)
    with translation.override("sv"):
        foot = translation.gettext("Page %(page)s of %(pages)s")
    for number, page in enumerate(pages, start=1):
        assert squeeze(foot % {"page": number, "pages": len(pages)}) in squeeze(page)
    for word in ("Lukija sv", "24.11.2026", "projekt CARD", "sha256:"):
        assert squeeze(word) in squeeze(pages[-1])


def test_what_is_not_known_is_said(db: None):
    text = squeezed(pdf_of(letter_of(a_project("BARE"), "en")))
    for sentence in (
        "No target group has been entered yet.", "No promise has been entered yet.", "No site has been entered yet.",
        "No partner has been entered yet.", "No target has been set yet.",
        "The funding has not been divided by payer yet.",
    ):  # fmt: skip
        assert squeeze(sentence) in text
    assert text.count(squeeze("not entered yet")) >= 17


def test_a_partner_without_places_leaves_no_table_without_rows(db: None):
    project = a_project("BARE")
    a_partner(project, an_organisation("Vetäjä ry"))
    text = squeezed(pdf_of(letter_of(project, "en")))
    assert squeeze("No partner works at a site yet.") in text
    assert "Therearenorows" not in text


def test_no_date_of_today_is_in_the_words(project: Project):
    reader = somebody(project, "project_coordinator")
    said = []
    for moment in ("2026-01-05", "2029-01-05"):
        with time_machine.travel(moment, tick=False), scope(scope_of(reader)):
            said.append(card_letter(sheet(reader, project), language="fi", made_by="x", made_at=MOMENT))
    assert said[0] == said[1]


CHANGES = [
    (Project, {"period_note": "toinen"}),
    (Site, {"name": "Toinen"}),
    (CardLine, {"text": "toinen"}),
]


@pytest.mark.parametrize(("model", "values"), CHANGES, ids=lambda value: getattr(value, "__name__", ""))
def test_the_checksum_follows_the_content(project: Project, model: Any, values: dict):
    reader = somebody(project, "project_coordinator")
    with scope(scope_of(reader)):
        first, again = sheet(reader, project).checksum, sheet(reader, project).checksum
        model.objects.update(**values)
        assert (first == again, sheet(reader, project).checksum == first) == (True, False)


@pytest.mark.parametrize("how", ["place", "target", "funding", "partner", "organisation", "region"])
def test_the_checksum_follows_every_kind_of_row(project: Project, how: str):
    reader = somebody(project, "project_coordinator")
    forssa, kotka = Site.objects.order_by("pk")
    with scope(scope_of(reader)):
        first = sheet(reader, project).checksum
    if how == "place":
        a_place(project.partners.get(organisation__name="Kumppani ry"), kotka)
    elif how == "target":
        a_target(forssa, Measure.MEMBERS, 1)
    elif how == "funding":
        a_funding_line(project)
    elif how == "partner":
        a_partner(project, an_organisation("Uusi ry"))
    elif how == "organisation":
        organisation = project.partners.get(organisation__name="Kumppani ry").organisation
        organisation.name = "Toinen nimi ry"
        organisation.save()
    else:
        MunicipalityRelation.objects.create(municipality=kotka.municipality, kind=RelationKind.REGION, name="Kymi")
    with scope(scope_of(reader)):
        assert sheet(reader, project).checksum != first


def test_another_projects_card_is_not_in_it(project: Project):
    other = a_project("OTHER", name="Kanaria")
    (site,) = sites(other, "092")
    a_place(a_partner(other, an_organisation("Kanaria ry"), task="Kanaria"), site, task="Kanaria")
    a_target(site, value=4711)
    a_funding_line(other, source="Kanaria")
    text = squeezed(pdf_of(letter_of(project)))
    assert [word for word in ("Kanaria", "4711", "Vantaa") if word in text] == []


def test_asking_costs_the_same_for_one_row_and_for_many(project: Project):
    reader = somebody(project, "project_coordinator")

    def cost() -> int:
        with scope(scope_of(reader)), CaptureQueriesContext(connection) as found:
            sheet(reader, project)
        return len(found)

    before = cost()
    for number in range(3):
        partner = a_partner(project, an_organisation(f"Lisä {number} ry"))
        a_place(partner, Site.objects.order_by("pk").first())
        a_funding_line(project)
    assert cost() == before


# --- asking for it ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_asks_for_it_from_the_card(project: Project, role: str):
    visitor = browser(project, role)
    page = visitor.get("/p/CARD/card/").content.decode()
    assert ('action="/p/CARD/card/pdf/"' in page, "Make a PDF" in page) == (True, True)
    answer = visitor.post("/p/CARD/card/pdf/")
    with scope(WORKER):
        (job,) = Job.objects.all()
    assert (answer.status_code, answer.url, job.state) == (302, f"/p/CARD/jobs/{job.pk}/", "queued")
    page = visitor.get(answer.url).content.decode()
    assert ("Project card as a PDF" in page, "You can leave this page" in page) == (True, True)


def test_a_card_of_another_project_cannot_be_asked_for(project: Project):
    a_project("OTHER")
    visitor = browser(project, "project_admin")
    assert [visitor.post(f"/p/{code}/card/pdf/").status_code for code in ("OTHER", "NONE")] == [404, 404]
    with scope(WORKER):
        assert Job.objects.count() == 0


def asked(project: Project, by: User, language: str = "fi") -> Any:
    with scope(scope_of(by)):
        return ask_for_card_letter(project=project, language=language, by=by)


def test_the_same_card_is_one_file_for_each_who_asks_and_each_language(project: Project):
    first, second = (somebody(project, "project_coordinator", name=name) for name in ("Aino Aalto", "Otto Oja"))
    job = asked(project, first)
    assert asked(project, first) == job
    others = {asked(project, second), asked(project, first, "sv")}
    Project.objects.filter(pk=project.pk).update(period_note="toinen")
    others.add(asked(project, first))
    assert len({job, *others}) == 4


def test_in_another_role_it_is_another_file(project: Project):
    """A file is given only to the role in which it was made, so the same one would be a dead end."""
    user = somebody(project, "project_coordinator")
    first = asked(project, user)
    assert asked(project, with_role(user, project, "project_admin")) != first


# --- making it: the machinery's own connection sees only what is committed --------------------------------------------
@pytest.fixture
def card(transactional_db: None, settings: Any, tmp_path: Path) -> Project:
    settings.MEDIA_ROOT = tmp_path
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    return a_full_card()


def stored(job: Any) -> Job:
    with scope(WORKER):
        return Job.objects.get(pk=job.pk)


def test_it_is_made_in_the_askers_language_and_given_with_a_line_in_the_log(
    card: Project, tmp_path: Path, client: Client
):
    coach = somebody(card, "coach", card.sites.order_by("pk").first())
    officer = somebody(card, "data_protection_officer", name="Tiina Tuki")
    User.objects.filter(pk=coach.pk).update(language="sv")
    entered(coach, client)
    page = client.post("/p/CARD/card/pdf/").url
    with scope(WORKER):
        (job,) = Job.objects.all()
    assert running.run(job.pk) is JobState.DONE
    made = stored(job)
    assert re.fullmatch(r"CARD-projektkort-\d{4}-\d\d-\d\d\.pdf", Path(made.file).name)
    assert f'href="/p/CARD/jobs/{job.pk}/file/"' in client.get(page).content.decode()
    answer = client.get(f"/p/CARD/jobs/{job.pk}/file/")
    body = b"".join(answer.streaming_content)
    assert (answer.headers["Content-Type"], answer.headers["Content-Disposition"]) == (
        "application/pdf", f'attachment; filename="{Path(made.file).name}"',
    )  # fmt: skip
    pdf = pikepdf.open(io.BytesIO(body))
    assert str(pdf.Root.Lang) == "sv"
    text = squeezed(pdf)
    assert [word for word in ("Bärprojektet", "AinoAalto", made.result["checksum"]) if word not in text] == []
    with scope(scope_of(officer)):
        lines = list(ReadLog.objects.values_list("user", "label", "subject", "action"))
    assert lines == [(coach.pk, "activity.job", job.pk, "downloaded")]


def test_a_role_that_ended_meanwhile_ends_the_work_with_a_sentence(card: Project, tmp_path: Path, client: Client):
    user = somebody(card, "project_coordinator")
    job = asked(card, user)
    with in_role(user):
        RoleGrant.objects.filter(user=user).update(valid_to=date(2026, 1, 1))
    assert running.run(job.pk) is JobState.REFUSED
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    later = with_role(user, card, "project_coordinator", valid_from=date(2026, 1, 2))
    User.objects.filter(pk=user.pk).update(language="en")
    page = entered(later, client).get(f"/p/CARD/jobs/{job.pk}/").content.decode()
    assert "Your role at the time no longer allows this." in page


def test_what_changed_before_it_began_is_in_it(card: Project, tmp_path: Path):
    job = asked(card, somebody(card, "project_coordinator"))
    Project.objects.filter(pk=card.pk).update(period_note="Juuri lisätty")
    running.run(job.pk)
    text = squeezed(pikepdf.open(tmp_path / stored(job).file))
    assert "Juurilisätty" in text


def test_the_checksum_can_be_worked_out_again(card: Project):
    user = somebody(card, "project_coordinator")
    job = asked(card, user)
    running.run(job.pk)
    with scope(scope_of(user)):
        found = sheet(user, card).checksum
    assert (stored(job).result, len(bytes.fromhex(found))) == ({"checksum": found}, hashlib.sha256().digest_size)


@pytest.mark.parametrize("fields", [{"state": "failed", "error": "fault"}, {"state": "cancelled"}, {"file": ""}])
def test_asking_again_for_what_has_no_file_makes_it_anew(card: Project, tmp_path: Path, client: Client, fields: dict):
    user = somebody(card, "project_coordinator")
    job = asked(card, user)
    running.run(job.pk)
    first = stored(job).file
    with scope(WORKER):
        Job.objects.filter(pk=job.pk).update(**{"file": ""} | fields)
    if "state" not in fields:
        User.objects.filter(pk=user.pk).update(language="en")
        page = entered(user, client).get(f"/p/CARD/jobs/{job.pk}/").content.decode()
        assert "The file has been taken away" in page
    assert (asked(card, user).pk, stored(job).state) == (job.pk, "queued")
    assert running.run(job.pk) is JobState.DONE
    assert stored(job).file == first.replace("/1/", "/2/")
