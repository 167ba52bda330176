"""What is done with partners and their places."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from osuuskunta.core.access import Actor, require
from osuuskunta.project.actions.rows import change_rows
from osuuskunta.project.models import Organisation, PartnerSite, Project, ProjectPartner, Site
from osuuskunta.project.queries.partners import is_shared
from osuuskunta.project.rules import EDIT_PARTNERS


@transaction.atomic
def add_partner(
    *,
    project: Project,
    name: str,
    business_id: str,
    kind: str,
    role: str,
    expertise: str = "",
    task: str = "",
    by: Actor | None,
) -> ProjectPartner:
    """Add a partner. An organisation that is known by its business id is taken as it stands; else it is made.

    ValidationError when the business id is none, when the organisation takes part already, or when another one leads.
    """
    require(by, EDIT_PARTNERS)
    Project.objects.select_for_update().get(pk=project.pk)  # two savers wait for each other
    organisation = Organisation.objects.filter(business_id=business_id).first() if business_id else None
    if organisation is None:
        _refuse_same_name(project, name)
        organisation = Organisation(name=name, business_id=business_id, kind=kind)
        organisation.full_clean()
        organisation.save(force_insert=True)
    partner = ProjectPartner(project=project, organisation=organisation, role=role, expertise=expertise, task=task)
    partner.full_clean()
    partner.save(force_insert=True)
    return partner


def _refuse_same_name(project: Project, name: str) -> None:
    if ProjectPartner.objects.filter(project=project, organisation__name__iexact=name).exists():
        raise ValidationError({"name": _("An organisation of this name is a partner already.")})


@transaction.atomic
def change_partner(
    *, partner: ProjectPartner, values: Mapping[str, Any], organisation: Mapping[str, Any], seen: str, by: Actor | None
) -> list[str]:
    """Store what a partner does and, by `organisation`, what it is called; returns the names of the fields that changed.

    `seen` is the mark of all these fields when they were opened: RowChangedMeanwhile when it is another now. ValidationError when
    others stand on the organisation too: another project, or the people of a cooperative.
    """
    parts = [(partner, values), *([(partner.organisation, organisation)] if organisation else [])]
    changed = change_rows(parts=parts, seen=seen, action=EDIT_PARTNERS, by=by)
    if set(changed) & set(organisation) and is_shared(partner.organisation, partner.project):
        raise ValidationError(_("Others use this organisation too, so its name and business id stay as they are."))
    return changed


@transaction.atomic
def add_place(
    *, partner: ProjectPartner, site: Site, task: str, own_share: Decimal | None = None, by: Actor | None
) -> PartnerSite:
    """Say that a partner works at a site of its project; ValidationError when it does already or the site is another's."""
    require(by, EDIT_PARTNERS)
    place = PartnerSite(project_id=partner.project_id, partner=partner, site=site, task=task, own_share=own_share)
    place.full_clean()
    place.save(force_insert=True)
    return place
