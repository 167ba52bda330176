import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from osuuskunta.core.scope import scope
from osuuskunta.project import seed
from osuuskunta.project.models import (
    CardLine,
    FundingLine,
    Municipality,
    MunicipalityRelation,
    Organisation,
    PartnerSite,
    Project,
    ProjectPartner,
    RuleParameter,
    Site,
)
from osuuskunta.project.parameters import NAMES
from osuuskunta.project.rules import MissingParameter
from tests.factories import project as make

pytestmark = pytest.mark.django_db


def run(capsys):
    call_command("seed_project")
    return capsys.readouterr().out.strip()


@pytest.fixture
def s20395(capsys):
    run(capsys)
    return Project.objects.get(code="S20395")


def test_the_card_holds_what_is_known(s20395):
    known = (
        "name", "starts_on", "ends_on", "indicator_set", "total_funding", "funder", "managing_authority", "branch",
        "service", "application_submitted", "project_manager", "town_contact", "test_codes_allowed", "co20", "co23",
        "decision_diary_number", "town_diary_number",
    )  # fmt: skip
    assert {name: getattr(s20395, name) for name in known} == {
        "name": "Osallisuutta osuuskunnista",
        "starts_on": date(2015, 4, 1),
        "ends_on": date(2018, 4, 30),
        "indicator_set": "esf2014",
        "total_funding": Decimal("1109097.00"),
        "funder": "Euroopan sosiaalirahasto",
        "managing_authority": "Sosiaali- ja terveysministeriö",
        "branch": "Sivistys- ja tulevaisuuspalvelut",
        "service": "Työllisyyspalvelut",
        "application_submitted": "2014",
        "project_manager": "Mikko Metsänen",
        "town_contact": "Jaakko Leskinen",
        "test_codes_allowed": False,
        "co20": 1,
        "co23": None,
        "decision_diary_number": "",
        "town_diary_number": "",
    }


def test_sites_partners_and_money_are_those_of_the_card(s20395):
    sites = Site.objects.filter(project=s20395).values_list("municipality", "name", "name_sv", "mark")
    assert list(sites) == [
        ("061", "Forssa", "Forssa", 1), ("564", "Oulu", "Uleåborg", 2),
        ("980", "Ylöjärvi", "Ylöjärvi", 3), ("285", "Kotka", "Kotka", 4),
    ]  # fmt: skip
    with scope(make.card_scope(s20395)):
        partners = ProjectPartner.objects.filter(project=s20395)
        assert list(partners.values_list("organisation__name", "organisation__business_id", "role")) == [
            ("Kiipulasäätiö", "0147520-0", "lead"),
            ("Mielenterveyden keskusliitto", "0545957-4", "partner"),
            ("ASPA-säätiö", "1044854-6", "partner"),
            ("VAMLAS", "0116657-1", "partner"),
        ]
        assert set(PartnerSite.objects.values_list("partner__organisation__business_id", "site__municipality")) == {
            ("0147520-0", "061"), ("0545957-4", "564"), ("1044854-6", "285"), ("1044854-6", "980"), ("0116657-1", "980"),
        }  # fmt: skip
        money = FundingLine.objects.values_list("kind", "site__municipality", "amount")
        assert list(money) == [("own_share", "061", Decimal("12000.00"))]
    for row in Organisation.objects.all():
        row.full_clean()


def test_promises_and_target_groups_are_there_in_three_languages(s20395):
    for kind, n in (("promise", 7), ("target_group", 5)):
        lines = CardLine.objects.filter(project=s20395, kind=kind)
        assert [line.number for line in lines] == list(range(1, n + 1))
        assert all(line.title and line.title_sv and line.title_en for line in lines)
    promises = CardLine.objects.filter(project=s20395, kind="promise")
    assert all(line.text and line.text_sv and line.text_en for line in promises)


def test_municipalities_belong_to_what_is_verified_and_the_rest_is_empty(s20395):
    assert set(Municipality.objects.values_list("code", flat=True)) == {"061", "564", "980", "285", "092", "165"}
    areas = MunicipalityRelation.objects.filter(kind="employment_area").values_list(
        "municipality", "name", "valid_from"
    )
    assert set(areas) == {
        ("061", "TyöHäme", date(2025, 1, 1)),
        ("285", "Etelä-Kymenlaakso", date(2025, 1, 1)),
        ("165", "Etelä-Häme", date(2025, 1, 1)),
    }


# domain.md 2.7, one line a row of its table; composite rows by their parts
VALUES = """
vat.rate.standard 2024-08-31 24 V|vat.rate.standard 2024-09-01 25.5 V|vat.rate.reduced_food 2025-12-31 14 H
vat.rate.reduced_food 2026-01-01 13.5 H|vat.rate.reduced_other 2013-01-01 10 H
vat.small_business_threshold 2000-01-01 8500 H|vat.small_business_threshold 2016-01-01 10000 H
vat.small_business_threshold 2021-01-01 15000 V|vat.small_business_threshold 2025-01-01 20000 V
vat.threshold_relief_upper 2024-12-31 30000 V|vat.threshold_relief_upper 2025-01-01 - -
vat.simplified_invoice_max 2026-01-01 400 H|einvoice.right_turnover_min 2020-04-01 10000 V
unemp.exempt_amount_month 2024-03-31 300 H|unemp.exempt_amount_month 2024-04-01 0 H
unemp.adjustment_rate 2014-01-01 50 V|unemp.max_part_time_share 2026-01-01 80 H
unemp.work_condition_month_full 2024-09-02 930 H|unemp.work_condition_month_half 2024-09-02 465 H
unemp.work_condition_months 2024-09-02 12 H|unemp.work_condition_months 2024-09-01 - -
benefit.labour_market_subsidy_day 2024-06-01 37.21 M|benefit.labour_market_subsidy_day 2026-04-30 37.21 V
benefit.labour_market_subsidy_day 2026-05-01 - -|benefit.general_support_day 2026-05-01 37.21 V
benefit.general_support_other_income_limit_month 2026-05-01 311 V
kela.disability_pension.earnings_limit_month 2015-12-31 - -|kela.disability_pension.earnings_limit_month 2016-12-31 743.84 V
kela.disability_pension.earnings_limit_month 2017-01-01 737.45 V|kela.disability_pension.earnings_limit_month 2018-12-31 737.45 V
kela.disability_pension.earnings_limit_month 2019-06-01 784.52 M|kela.disability_pension.earnings_limit_month 2020-06-01 834.52 M
kela.disability_pension.earnings_limit_month 2021-06-01 837.59 M|kela.disability_pension.earnings_limit_month 2022-06-01 855.48 M
kela.disability_pension.earnings_limit_month 2023-06-01 922.42 V|kela.disability_pension.earnings_limit_month 2024-06-01 976.59 V
kela.disability_pension.earnings_limit_month 2025-06-01 986.30 D|kela.disability_pension.earnings_limit_month 2026-12-31 990.90 D
kela.disability_pension.earnings_limit_month 2027-01-01 - -
tyel.disability.full_pct 2010-01-01 40 V|tyel.disability.partial_pct 2010-01-01 60 V
pension.dormant_min_months 2010-01-01 3 V|pension.dormant_max_months 2010-01-01 24 V
owner.leading_pct 2003-01-01 15 V|owner.leading_family_pct 2003-01-01 30 V|owner.any_pct 2003-01-01 50 V
work_trial.max_months 2025-01-01 6 V|work_trial.max_months_under_25 2025-01-01 3 V
work_trial.new_right_after_months 2025-01-01 12 V|work_trial.max_months 2024-12-31 - -
wage_subsidy.basic.pct 2025-01-01 50 V|wage_subsidy.basic.max_months 2025-01-01 5 V
wage_subsidy.basic.long_max_months 2025-01-01 10 V|wage_subsidy.basic.long_unemployed_months 2025-01-01 12 V
wage_subsidy.basic.long_window_months 2025-01-01 14 V|wage_subsidy.reduced_work_ability.pct 2025-01-01 70 V
wage_subsidy.reduced_work_ability.max_months 2025-01-01 10 V
wage_subsidy.reduced_work_ability.continuation_max_months 2025-01-01 24 V
wage_subsidy.100pct.pct 2025-01-01 100 V|wage_subsidy.100pct.unemployed_months 2025-01-01 24 V
wage_subsidy.100pct.window_months 2025-01-01 28 V|wage_subsidy.100pct.max_hours_pct 2025-01-01 65 V
wage_subsidy.100pct.max_months 2025-01-01 10 V|wage_subsidy.60plus.max_months 2025-01-01 24 V
employment_subsidy_55.pct 2025-01-01 70 V|employment_subsidy_55.max_months 2025-01-01 10 V
employment_subsidy_55.unemployed_months 2025-01-01 24 V|employment_subsidy_55.window_months 2025-01-01 28 V
employment_subsidy_55.min_hours_week 2025-01-01 25 V|kuty.period_min_months 2001-09-01 3 V
kuty.period_max_months 2001-09-01 24 V|kuty.days_per_week_min 2015-01-01 1 H|kuty.days_per_week_max 2015-01-01 4 H
kuty.min_hours_day 2001-09-01 4 V|kuty.max_days_12mo 2001-09-01 230 V
multisectoral_plan.max_months_to_first 2025-01-01 3 V|multisectoral_plan.review_months 2025-01-01 3 V
household_deduction.pct 2025-01-01 35 M|household_deduction.max_year 2025-01-01 1600 M
household_deduction.own_share 2025-01-01 150 M|coop.filing_months 2014-01-01 3 V|coop.refund_months 2014-01-01 12 V
coop.refund_min_months 2014-01-01 6 V|coop.lock_max_months 2014-01-01 36 V|coop.notice_min_days 2014-01-01 7 V
coop.notice_special 2014-01-01 1 V|coop.notice_max 2014-01-01 2 V|coop.egm_call_days 2014-01-01 14 V
coop.minutes_days 2014-01-01 14 V|coop.papers_days 2014-01-01 7 V|coop.agm_months 2014-01-01 6 V
coop.expulsion_notice 2014-01-01 1 V|coop.expulsion_appeal 2014-01-01 1 V|coop.proxy_max 2014-01-01 3 V
coop.board_max 2014-01-01 5 V|coop.reserve_pct 2014-01-01 5 V|coop.reserve_until 2014-01-01 2500 V
coop.audit.balance_sheet 2016-01-01 100000 V|coop.audit.turnover 2016-01-01 200000 V|coop.audit.persons 2016-01-01 3 V
prh.fs_late_months 2023-06-01 8 V|prh.fs_late_fee_first 2023-06-01 150 V|prh.fs_late_fee_second 2023-06-01 300 V
prh.fs_late_fee_third 2023-06-01 600 V|prh.confirmation_fee 2026-01-01 300 V|prh.confirmation_fee 2025-12-31 - -
incomes_register.days 2019-01-01 5 V|incomes_register.late_fee_day 2019-01-01 3 V|incomes_register.late_fee_max 2019-01-01 135 V
procurement.reserved_min_share 2017-01-01 30 V
""".replace("|", "\n").split("\n")[1:-1]


def test_every_limit_of_the_specification_is_there_with_its_days(s20395):
    asked = set()
    for line in VALUES:
        key, day, value, confidence = line.split()
        asked.add(key)
        try:
            found = RuleParameter.objects.valid_on(key, date.fromisoformat(day))
        except MissingParameter:
            assert (value, line) == ("-", line)
        else:
            assert (line, found.value, found.confidence) == (line, Decimal(value), confidence)
    assert asked == set(RuleParameter.objects.values_list("key", flat=True)) == set(NAMES)


def test_the_unknown_limit_is_an_empty_row(s20395):
    empty = RuleParameter.objects.filter(value=None).values_list("key", "valid_from", "confidence")
    assert list(empty) == [("kela.disability_pension.earnings_limit_month", date(2027, 1, 1), "L")]


def test_seeding_again_changes_nothing(s20395, capsys):
    events = RuleParameter.pgh_event_model.objects.count()
    rows = Path(seed.__file__).with_name("parameters.csv")
    with rows.open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == RuleParameter.objects.count()
    assert run(capsys) == "seed_project: 0 made, 0 updated, 161 unchanged, 0 left as people have edited them."
    assert RuleParameter.pgh_event_model.objects.count() == events


def test_seeding_leaves_what_people_have_changed_added_and_removed(s20395, capsys):
    s20395.town_diary_number = "FOR/123/2015"
    s20395.project_manager = "Uusi Päällikkö"
    s20395.save()
    CardLine.objects.get(project=s20395, kind="target_group", number=5).delete()
    CardLine.objects.create(project=s20395, kind="promise", number=8, title="Oma")
    RuleParameter.objects.filter(key="coop.board_max").update(valid_to=date(2026, 12, 31))
    make.a_parameter("coop.board_max", "7", unit="persons", valid_from=date(2027, 1, 1))
    assert run(capsys) == "seed_project: 0 made, 0 updated, 158 unchanged, 3 left as people have edited them."
    s20395.refresh_from_db()
    assert (s20395.town_diary_number, s20395.project_manager) == ("FOR/123/2015", "Uusi Päällikkö")
    numbers = CardLine.objects.filter(project=s20395).values_list("kind", "number")
    assert {number for kind, number in numbers if kind == "target_group"} == {1, 2, 3, 4}
    assert {number for kind, number in numbers if kind == "promise"} == set(range(1, 9))
    assert RuleParameter.objects.valid_on("coop.board_max", date(2027, 1, 1)).value == 7


def test_a_newer_seed_reaches_the_fields_that_nobody_has_touched(db):
    key = {"code": "X"}
    usual = {"name": "A", "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    with seed.planting("test") as harvest:
        harvest.plant(Project, key, {**usual, "branch": "old", "service": "old"})
    Project.objects.filter(code="X").update(branch="edited")
    with seed.planting("test") as harvest:
        harvest.plant(Project, key, {**usual, "branch": "new", "service": "new", "funder": "new"})
    assert (harvest.made, harvest.updated, harvest.same, harvest.left) == (0, 1, 0, 0)
    project = Project.objects.get(code="X")
    assert (project.branch, project.service, project.funder) == ("edited", "new", "new")
    with seed.planting("test") as harvest:  # and the edited field is still a person's on the run after
        harvest.plant(Project, key, {**usual, "branch": "new", "service": "new", "funder": "new"})
    project.refresh_from_db()
    assert (project.branch, harvest.left) == ("edited", 1)


def test_a_row_that_somebody_made_first_stays_theirs(db):
    make.a_project("X", name="Theirs")
    with seed.planting("test") as harvest:
        found = harvest.plant(Project, {"code": "X"}, {"name": "Ours"})
    assert (found.name, harvest.left) == ("Theirs", 1)


def test_a_value_for_days_that_are_taken_is_left_out(db):
    make.a_parameter("coop.board_max", "7", unit="persons", valid_from=date(2020, 1, 1))
    with seed.planting("test") as harvest:
        values = {"value": Decimal(5), "unit": "persons", "confidence": "V"}
        assert harvest.plant(RuleParameter, {"key": "coop.board_max", "valid_from": date(2014, 1, 1)}, values) is None
    assert (harvest.made, harvest.left) == (0, 1)


def test_history_says_that_the_seed_did_it(s20395):
    event = Project.pgh_event_model.objects.get(pgh_obj=s20395)
    assert event.pgh_context == {"command": "seed_project"}
