"""One toy per reach and one sealed child: what the walls are proved on before the real tables come."""

from django.db import models

from osuuskunta.core.constraints import CompositeForeignKey
from osuuskunta.core.ids import new_id
from osuuskunta.core.models import SiteScoped
from osuuskunta.core.privacy import Privacy
from osuuskunta.core.scope import Reach
from osuuskunta.core.walls import site_wall


class Toy(SiteScoped):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey("project.Site", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)

    class Meta(SiteScoped.Meta):
        abstract = True


class PeopleToy(Toy):
    reach = Reach.PEOPLE
    privacy = Privacy(none="id site", direct="name")

    class Meta(Toy.Meta):
        constraints = [models.UniqueConstraint(fields=["id", "site"], name="peopletoy_site_key")]


class NotesToy(Toy):
    reach = Reach.NOTES
    privacy = Privacy(none="id site person", special="name")
    person = models.ForeignKey(PeopleToy, models.CASCADE, related_name="+", null=True)

    class Meta(Toy.Meta):
        constraints = [
            CompositeForeignKey(
                name="notestoy_same_site", fields=("person", "site"), to="toys.PeopleToy", to_fields=("id", "site")
            )
        ]


class FiguresToy(Toy):
    reach = Reach.FIGURES
    privacy = Privacy(none="id site name")


class CoopsToy(Toy):
    reach = Reach.COOPS
    wall = site_wall(Reach.COOPS, organisation=True)
    privacy = Privacy(none="id site organisation name")
    organisation = models.ForeignKey("project.Organisation", models.PROTECT, related_name="+")


class CardToy(Toy):
    reach = Reach.CARD
    privacy = Privacy(none="id site name")


class LogToy(Toy):
    reach = Reach.LOG
    privacy = Privacy(none="id site", indirect="name")


from tests.toys import models_activity, models_sealed  # noqa: E402, F401  these stand on the toys above
