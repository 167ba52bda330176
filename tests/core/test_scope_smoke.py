import pytest
from django.db import connection

from osuuskunta.core.scope import NoScope, Reach, Scope, scope
from osuuskunta.project.models import Municipality, Project, Site
from tests.toys.models import PeopleToy


@pytest.mark.django_db
def test_rows_of_other_sites_are_not_there():
    forssa, kotka = (Municipality.objects.create(code=code, name_fi=code, name_sv=code) for code in ("061", "285"))
    project = Project.objects.create(code="P", name="P", starts_on="2026-01-01", ends_on="2027-01-01")
    one, two = (
        Site.objects.create(project=project, municipality=place, name=place.code, opened_on="2026-01-01")
        for place in (forssa, kotka)
    )
    with scope(Scope(people=frozenset({one.pk, two.pk}))):
        for site in (one, two):
            PeopleToy.objects.create(site=site, name=f"canary {site.pk}")
        assert PeopleToy.objects.count() == 2
    with scope(Scope(people=frozenset({one.pk}))):
        assert [toy.site_id for toy in PeopleToy.objects.all()] == [one.pk]
    with scope(Scope(**{reach.value: frozenset({one.pk, two.pk}) for reach in Reach if reach is not Reach.PEOPLE})):
        assert PeopleToy.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM toys_peopletoy")
        assert cursor.fetchone() == (0,)
    with pytest.raises(NoScope):
        PeopleToy.objects.count()
