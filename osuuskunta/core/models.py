"""Building blocks of models, and the few tables of the floor itself."""

from typing import Any, ClassVar, Self

from django.db import models

from osuuskunta.core.access import Actor
from osuuskunta.core.privacy import Privacy
from osuuskunta.core.scope import Reach, require_scope
from osuuskunta.core.sealing.models import DataKey
from osuuskunta.core.walls import Wall, site_wall

__all__ = ["DataKey", "Heartbeat", "ScopedManager", "ScopedQuerySet", "SiteScoped"]


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows behind a wall. Running it without a scope is an error: the database would show zero rows and nobody would know."""

    @property
    def db(self) -> str:
        require_scope()  # Django asks for `db` exactly when a queryset is about to run
        return super().db

    def visible_to(self, user: Actor) -> Self:
        """Return the rows that `user` may see, said in the query too: an index serves it, and the policy only confirms."""
        model: type[SiteScoped] = self.model
        return self.filter(site__in=sorted(user.sites(model.reach)))


ScopedManager = models.Manager.from_queryset(ScopedQuerySet)


class SiteScoped(models.Model):
    """Rows that belong to a site. The subclass has a relation `site` and names its reach; the wall follows from both."""

    reach: ClassVar[Reach]
    wall: ClassVar[Wall]

    objects = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "wall" not in cls.__dict__ and "reach" in cls.__dict__:
            cls.wall = site_wall(cls.reach)


class Heartbeat(models.Model):
    """When a kind of process was last seen at work; one row a kind."""

    kind = models.CharField(max_length=20, primary_key=True)
    seen_at = models.DateTimeField()

    privacy = Privacy(none="kind seen_at")

    def __str__(self) -> str:
        return self.kind
