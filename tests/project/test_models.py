from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from osuuskunta.core.scope import NoScope, Scope, scope
from osuuskunta.project.models import FundingLine, MunicipalityRelation, PartnerSite, RuleParameter, SiteTarget
from osuuskunta.project.rules import MissingParameter
from tests.factories import project as make

pytestmark = pytest.mark.django_db


def refused(name):
    """Expect the database itself to refuse, by the constraint called `name`."""
    return pytest.raises(IntegrityError, match=name)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("0147520-0", None), ("1044854-6", None), ("9000001-1", None),
        ("0147520-1", "checksum"), ("01475200", "format"), ("147520-0", "format"), ("0147520_0", "format"),
    ],
)  # fmt: skip
def test_a_business_id_is_checked(written, fault):
    organisation = make.an_organisation(business_id=written)
    if fault is None:
        organisation.full_clean()
        return
    with pytest.raises(ValidationError) as found:
        organisation.full_clean()
    assert [error.code for error in found.value.error_dict["business_id"]] == [fault]


def test_a_business_id_belongs_to_one_organisation_and_an_empty_one_to_any():
    make.an_organisation("A", business_id="9000001-1")
    make.an_organisation("B")
    make.an_organisation("C")
    with refused("one_organisation_a_business_id"), transaction.atomic():
        make.an_organisation("D", business_id="9000001-1")


def test_a_project_has_one_lead_partner():
    project = make.a_project()
    make.a_partner(project, make.an_organisation("A"), role="lead")
    with refused("one_lead_partner"), transaction.atomic():
        make.a_partner(project, make.an_organisation("B"), role="lead")


def test_a_partner_works_only_at_sites_of_its_own_project():
    here, there = make.a_project("A"), make.a_project("B")
    partner, foreign = make.a_partner(here), make.a_site(there, "285")
    place = PartnerSite(project=here, partner=partner, site=foreign)
    with scope(Scope(projects=frozenset({here.pk, there.pk}), card=frozenset({foreign.pk}))):
        with pytest.raises(ValidationError, match=r"Paikkakunta ei kuulu tähän hankkeeseen\."):
            place.full_clean()
        with refused("partnersite_site_of_project"), transaction.atomic():
            place.save()
        place.project = there
        with refused("partnersite_partner_of_project"), transaction.atomic():
            place.save()


def test_the_card_of_one_project_is_behind_its_wall():
    here, there = make.a_project("A"), make.a_project("B")
    own, foreign = make.a_site(here), make.a_site(there)
    for project, site in ((here, own), (there, foreign)):
        make.a_place(make.a_partner(project, make.an_organisation(f"O {project.code}")), site)
        make.a_target(site)
        make.a_funding_line(project)
        make.a_funding_line(project, site)
    with scope(make.card_scope(here)):
        assert [place.site_id for place in PartnerSite.objects.all()] == [own.pk]
        assert [target.site_id for target in SiteTarget.objects.all()] == [own.pk]
        assert {line.project_id for line in FundingLine.objects.all()} == {here.pk}
        with connection.cursor() as cursor:
            for table in ("partnersite", "sitetarget", "fundingline"):
                for kind in ("", "event"):  # history tables stand behind the same wall
                    cursor.execute(f"SELECT count(*) FROM project_{table}{kind}")
                    assert cursor.fetchone() == (2 if table == "fundingline" else 1,)
    for model in (PartnerSite, SiteTarget, FundingLine):
        with pytest.raises(NoScope):
            model.objects.count()


def test_a_site_does_not_close_before_it_opened():
    with refused("site_closes_after_opening"), transaction.atomic():
        make.a_site(make.a_project(), opened_on=date(2026, 2, 1), closed_on=date(2026, 1, 31))
    make.a_site(make.a_project("B"), opened_on=date(2026, 2, 1), closed_on=date(2026, 2, 1))


def test_two_values_of_a_limit_never_share_a_day():
    make.a_parameter("a", "1", valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31))
    make.a_parameter("a", "2", valid_from=date(2026, 1, 1))
    make.a_parameter("b", "3", valid_from=date(2025, 1, 1))
    for first, last in (
        (date(2025, 12, 31), date(2025, 12, 31)),
        (None, date(2025, 1, 1)),
        (date(2030, 1, 1), None),
        (None, None),
    ):
        with refused("one_value_at_a_time"), transaction.atomic():
            make.a_parameter("a", "9", valid_from=first, valid_to=last)
        clash = RuleParameter(key="a", value=9, unit="eur", confidence="V", valid_from=first, valid_to=last)
        with pytest.raises(ValidationError) as found:
            clash.full_clean()
        assert len(found.value.messages) == 1
    make.a_parameter("a", "0", valid_to=date(2024, 12, 31))


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2024, 12, 31), None),
        (date(2025, 1, 1), Decimal(1)),
        (date(2025, 12, 31), Decimal(1)),
        (date(2026, 1, 1), Decimal(2)),
        (date(2026, 12, 31), Decimal(2)),
        (date(2027, 1, 1), None),
    ],
)
def test_a_limit_is_read_by_day_and_a_missing_one_is_said(day, value):
    make.a_parameter("a", "1", valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31))
    make.a_parameter("a", "2", valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31))
    make.a_parameter("a", None, valid_from=date(2027, 1, 1))
    make.a_parameter("b", "7")
    if value is not None:
        assert RuleParameter.objects.valid_on("a", day).value == value
        return
    with pytest.raises(MissingParameter) as found:
        RuleParameter.objects.valid_on("a", day)
    assert (found.value.key, found.value.day) == ("a", day)
    assert str(found.value) == f"No value of a is known for {day.isoformat()}."


def test_a_value_of_zero_is_a_value():
    make.a_parameter("a", "0")
    assert RuleParameter.objects.valid_on("a", date(2026, 1, 1)).value == 0


@pytest.mark.parametrize(
    ("confidence", "value", "verified", "to_check"),
    [
        ("V", "1", False, False), ("H", "1", False, False), ("M", "1", False, True), ("D", "1", False, True),
        ("L", "1", False, True), ("M", "1", True, False), ("V", None, False, True), ("V", None, True, True),
    ],
)  # fmt: skip
def test_uncertain_and_empty_limits_are_to_be_checked(confidence, value, verified, to_check):
    on = date(2026, 1, 1) if verified else None
    assert make.a_parameter("a", value, confidence=confidence, verified_on=on).needs_check is to_check


def test_a_municipality_is_in_one_area_of_a_kind_at_a_time():
    forssa = make.a_municipality()
    usual = {"municipality": forssa, "kind": "employment_area"}
    MunicipalityRelation.objects.create(**usual, name="A", valid_to=date(2025, 12, 31))
    MunicipalityRelation.objects.create(**usual, name="B", valid_from=date(2026, 1, 1))
    with refused("one_relation_a_kind_at_a_time"), transaction.atomic():
        MunicipalityRelation.objects.create(**usual, name="C", valid_from=date(2026, 5, 1))


def test_names_come_in_the_readers_language_and_fall_back_to_finnish():
    project = make.a_project(name="Hanke", name_sv="Projekt")
    site = make.a_site(project, "564")
    found = {}
    for language in ("fi", "sv", "en"):
        with override(language):
            found[language] = (str(project), str(site), str(site.municipality))
    assert found == {
        "fi": ("Hanke", "Oulu", "Oulu"),
        "sv": ("Projekt", "Uleåborg", "Uleåborg"),
        "en": ("Hanke", "Oulu", "Oulu"),
    }


def test_history_keeps_changes_and_nothing_when_nothing_changed():
    project = make.a_project()
    events = project.pgh_event_model.objects.filter(pgh_obj=project)
    project.save()
    assert [event.pgh_label for event in events] == ["insert"]
    project.branch = "Työllisyyspalvelut"
    project.save()
    assert [(event.pgh_label, event.branch) for event in events.order_by("pgh_id")] == [
        ("insert", ""),
        ("update", "Työllisyyspalvelut"),
    ]
