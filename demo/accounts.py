"""The accounts of the demo (formats.md §5): who may be tried, at which site, with names that nobody has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from osuuskunta.accounts.actions import Post, make_account
from osuuskunta.accounts.models import User
from osuuskunta.accounts.roles import (
    BoardMember,
    Bookkeeper,
    Coach,
    DataProtectionOfficer,
    EsfAuditor,
    Evaluator,
    ProjectAdmin,
    ProjectCoordinator,
    Role,
    SiteCoordinator,
    SystemAdministrator,
    Trainer,
    WorkSupervisor,
)
from osuuskunta.project.enums import OrganisationKind
from osuuskunta.project.models import Organisation, Project, Site

DOMAIN = "example.org"
PLACES = {"forssa": "061", "oulu": "564", "ylojarvi": "980", "kotka": "285"}
# One cooperative a site for the people of cooperatives; ids as in `demo.card`.
COOPERATIVES = {
    "061": ("Osuuskunta Demotaito", "9000004-6"),
    "564": ("Osuuskunta Mallimyrsky", "9000005-4"),
    "980": ("Osuuskunta Esimerkkitaidokkaat", "9000006-2"),
    "285": ("Osuuskunta Koekotka", ""),
}
AUDIT_DAYS = 90


@dataclass(frozen=True, slots=True)
class Sort:
    """A kind of account: the part of the address before the site or the @, its role, and the surname of all of them."""

    prefix: str
    role: type[Role]
    surname: str
    first_names: Mapping[str, str] | str
    of_cooperative: bool = False
    also_s20395: bool = False


def _four(forssa: str, oulu: str, ylojarvi: str, kotka: str) -> dict[str, str]:
    return {"forssa": forssa, "oulu": oulu, "ylojarvi": ylojarvi, "kotka": kotka}


AT_SITES = (
    Sort("coach", Coach, "Valmentaja", _four("Testi-Valma", "Testi-Oona", "Testi-Yrjö", "Testi-Kaisa")),
    Sort("coach2", Coach, "Kakkonen", _four("Koe-Fanni", "Koe-Otto", "Koe-Yrsa", "Koe-Kalle")),
    Sort("coordinator", SiteCoordinator, "Koordinaattori", _four("Malli-Fiina", "Malli-Olavi", "Malli-Ylva", "Malli-Kirsi")),
    Sort("board", BoardMember, "Puheenjohtaja", _four("Demo-Pekka", "Demo-Outi", "Demo-Yngve", "Demo-Katri"), of_cooperative=True),
    Sort("supervisor", WorkSupervisor, "Työnjohtaja", _four("Näyte-Frans", "Näyte-Ossi", "Näyte-Ykä", "Näyte-Kerttu"), of_cooperative=True),
    Sort("bookkeeper", Bookkeeper, "Kirjanpitäjä", _four("Koe-Frida", "Koe-Oili", "Koe-Yrjänä", "Koe-Konsta"), of_cooperative=True),
    Sort("trainer", Trainer, "Kouluttaja", _four("Esimerkki-Fia", "Esimerkki-Olli", "Esimerkki-Yki", "Esimerkki-Kaino")),
)  # fmt: skip
OF_PROJECT = (
    Sort("coordinator", ProjectCoordinator, "Hankekoordinaattori", "Malli-Helmi", also_s20395=True),
    Sort("admin", ProjectAdmin, "Ylläpitäjä", "Malli-Aada", also_s20395=True),
    Sort("auditor", EsfAuditor, "Tarkastaja", "Testi-Tuire"),
    Sort("evaluator", Evaluator, "Arvioija", "Testi-Arvo"),
    Sort("dpo", DataProtectionOfficer, "Tietosuojavastaava", "Malli-Tiina", also_s20395=True),
    Sort("system", SystemAdministrator, "Järjestelmä", "Malli-Sampo", also_s20395=True),
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account to be made: who, as what, where (None: all sites)."""

    email: str
    name: str
    sort: Sort
    site_code: str | None = None


def wanted() -> Iterator[Account]:
    """Yield every demo account, in the order in which they are shown."""
    for sort in AT_SITES:
        for place, code in PLACES.items():
            first = sort.first_names[place] if isinstance(sort.first_names, Mapping) else sort.first_names
            yield Account(f"{sort.prefix}.{place}@{DOMAIN}", f"{first} {sort.surname}", sort, code)
    for sort in OF_PROJECT:
        yield Account(f"{sort.prefix}@{DOMAIN}", f"{sort.first_names} {sort.surname}", sort)


def cooperatives() -> dict[str, Organisation]:
    """Make the invented cooperatives, one a site, and return them by the site's code."""
    made = {}
    for code, (name, business_id) in COOPERATIVES.items():
        made[code] = Organisation.objects.get_or_create(
            name=name, defaults={"business_id": business_id, "kind": OrganisationKind.COOPERATIVE}
        )[0]
    return made


def make_accounts(demo: Project, s20395: Project) -> list[User]:
    """Make every demo account that is not there, without a usable password; returns all of them. Can be repeated."""
    sites = {site.code: site for site in Site.objects.filter(project=demo)}
    firms = cooperatives()
    return [
        make_account(email=account.email, name=account.name, grants=_grants(account, demo, s20395, sites, firms))
        for account in wanted()
    ]


def _grants(
    account: Account, demo: Project, s20395: Project, sites: Mapping[str, Site], firms: Mapping[str, Organisation]
) -> list[tuple[Project, Post]]:
    sort = account.sort
    post = Post(
        role=sort.role.code,
        site=sites[account.site_code] if account.site_code else None,
        organisation=firms[account.site_code] if sort.of_cooperative and account.site_code else None,
        valid_from=demo.starts_on,
        valid_to=demo.ends_on if sort.role is EsfAuditor else None,  # an auditor's right is for a limited time
    )
    grants = [(demo, post)]
    if sort.also_s20395:
        grants.append((s20395, Post(role=sort.role.code, valid_from=demo.starts_on)))
    return grants
