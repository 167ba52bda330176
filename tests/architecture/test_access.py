"""Every address × every role × own and other project, opened for real (architecture §4, rule 3)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from osuuskunta.accounts.models import User
from osuuskunta.accounts.roles import ROLES
from osuuskunta.core.ids import new_id
from osuuskunta.core.scope import Scope, scope
from osuuskunta.project.models import (
    CardLine,
    FundingLine,
    MunicipalityRelation,
    PartnerSite,
    Project,
    ProjectPartner,
    RuleParameter,
)
from participants.models import Participation
from reporting.models import ReportVersion
from tests.architecture.access import ACCESS, ANYBODY, OWN_ROW, SIGNED_IN
from tests.factories.accounts import grants_of
from tests.factories.people import a_period, people_scope
from tests.factories.project import (
    a_funding_line,
    a_parameter,
    a_partner,
    a_place,
    a_project,
    a_relation,
    an_organisation,
    card_scope,
    sites,
)
from tests.factories.reports import a_version
from tests.project.test_card import browser

pytestmark = pytest.mark.django_db
CANARY = "Kanaria"


def patterns(found: list[Any], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in found:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern.url_patterns, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern), pattern


ADDRESSES = [(path, one) for path, one in patterns(get_resolver().url_patterns) if not path.startswith("styleguide/")]
NAMES = {one.name for _path, one in ADDRESSES}
IN_PROJECT = sorted(one.name for path, one in ADDRESSES if path.startswith("p/<str:code>/") and one.name)


def test_every_address_has_a_line_and_every_line_an_address():
    assert set(ACCESS) == NAMES


def test_every_address_below_a_project_is_guarded_by_a_named_action():
    unguarded = [
        one.name
        for path, one in ADDRESSES
        if path.startswith("p/") and not getattr(getattr(one.callback, "view_class", None), "action", "")
    ]
    assert unguarded == []


@pytest.fixture
def project() -> Project:
    a_parameter()
    a_relation()
    for code in ("OWN", "OTHER"):
        made = a_project(code, name=f"{CANARY} {code}")
        for site in sites(made):
            site.name = f"{CANARY} {code} {site.code}"
            site.save()
        partner = a_partner(made, an_organisation(f"{CANARY} {code}"), expertise=f"{CANARY} {code}")
        a_place(partner, made.sites.order_by("pk").first(), task=f"{CANARY} {code}")
        a_funding_line(made, source=f"{CANARY} {code}")
        with scope(people_scope(*made.sites.all())):
            a_period(made.sites.order_by("pk").first(), given_names=f"{CANARY} {code}")
        a_version(made)
        CardLine.objects.create(project=made, kind="promise", number=1, title=f"{CANARY} {code}")
    return Project.objects.get(code="OWN")


def rows_of(project: Project) -> dict[str, Any]:
    """Return the keys of one row of each kind that `project` has."""
    with scope(people_scope(*project.sites.all())):
        period = Participation.objects.get(site__project=project)
    with scope(card_scope(project)):
        return {
            "person": period.participant_id,
            "period": period.pk,
            "partner": ProjectPartner.objects.get(project=project).pk,
            "place": PartnerSite.objects.get(project=project).pk,
            "funding": FundingLine.objects.get(project=project).pk,
            "line": CardLine.objects.get(project=project).pk,
        }


def address(name: str, code: str, project: Project, user_pk: int, grant_pk: int) -> str:
    """Return the address called `name` in the project `code`, with rows of `project`."""
    sites_ = frozenset(project.sites.values_list("pk", flat=True))
    with scope(Scope(projects=frozenset({project.pk}), figures=sites_)):
        version = ReportVersion.objects.get(project=project).pk
    rows = rows_of(project)
    values = {
        "code": code,
        "section": "basics",
        "part": "partners",
        "municipality": "061",
        "key": "vat.rate.standard",
        "job": new_id(),
        "packed": "nothing",
        "figure": "EECO01",
        "check": "P03",
        "format": "csv",
        "kind": "promise",
        "place": rows["place"],
        "period": rows["period"],
        "pk": {
            "pers": rows["person"],
            "peri": rows["person"],
            "site": project.sites.order_by("pk").first().pk,  # type: ignore[union-attr]
            "targ": project.sites.order_by("pk").first().pk,  # type: ignore[union-attr]
            "part": rows["partner"],
            "plac": rows["partner"],
            "fund": rows["funding"],
            "line": rows["line"],
            "limi": RuleParameter.objects.first().pk,  # type: ignore[union-attr]
            "staf": user_pk,
            "repo": version,
            "figu": version,
            "gran": grant_pk,
            "rela": MunicipalityRelation.objects.first().pk,  # type: ignore[union-attr]
        }.get(name[:4], 0),
    }
    path = next(path for path, one in ADDRESSES if one.name == name)
    wanted = re.findall(r"<(?:\w+:)?(\w+)>", path)
    return reverse(name, kwargs={word: values[word] for word in wanted})


def status_of(name: str, role: str) -> set[int]:
    """Return how GET answers somebody in `role` in the own project; an address for POST says 405 once it has let one in."""
    line = ACCESS[name]
    if line is OWN_ROW:
        return {404, 405}
    return {200, 302, 405} if role in line else {403}


def test_each_role_opens_what_is_its_own_and_nothing_else(project):
    wrong = []
    for role in sorted(ROLES):
        visitor = browser(project, role)
        user_pk = int(visitor.session["_auth_user_id"])
        grant = grants_of(User.objects.get(pk=user_pk))[0].pk
        for name in IN_PROJECT:
            own = visitor.get(address(name, "OWN", project, user_pk, grant))
            if own.status_code not in status_of(name, role) and not (name == "staff_again" and own.status_code == 404):
                wrong.append((role, name, "own", own.status_code))
            if f"{CANARY} OTHER".encode() in b"".join(own) + str(own.headers).encode():
                wrong.append((role, name, "shows another project's text", own.status_code))
            other = visitor.get(address(name, "OTHER", project, user_pk, grant)).status_code
            none = visitor.get(address(name, "NONE", project, user_pk, grant)).status_code
            if (other, none) != (404, 404):
                wrong.append((role, name, "other, unknown", (other, none)))
    assert wrong == []


def test_without_a_sign_in_only_what_is_anybodys_opens(project):
    visitor, wrong = Client(), []
    values = {"uidb36": "1", "key": "a-b", "uid": "x", "token": "y"}
    for path, one in ADDRESSES:
        name = str(one.name)
        if name in IN_PROJECT:
            url = address(name, "OWN", project, 1, 1)
        else:
            words = re.findall(r"<(?:\w+:)?(\w+)>", path)
            url = reverse(name, kwargs={word: values[word] for word in words})
        answer = visitor.get(url)
        to_door = answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")
        if ACCESS[name] != ANYBODY and not to_door:
            wrong.append((name, answer.status_code))
        if name in ("accessibility", "privacy_notice", "account_login", "health_live", "account_reset_password"):
            assert answer.status_code == 200, name
    assert wrong == []


def test_ones_own_pages_open_for_everybody_who_is_signed_in(project):
    visitor = browser(project, "evaluator")
    for name, line in ACCESS.items():
        if line == SIGNED_IN:
            # Without a second factor there are no recovery codes to be seen.
            missing = {404} if name.endswith("recovery_codes") else set()
            assert visitor.get(reverse(name)).status_code in {200, 302, 204, 405} | missing, name
