"""`seed_project` (formats §1): the project S20395 with its card, and the dated limits."""

from typing import Any

from django.core.management.base import BaseCommand

from osuuskunta.project.seed import planting, seed_parameters, seed_places, seed_project


class Command(BaseCommand):
    help = (
        "Makes or updates the project S20395 with its partners, sites and terms, and the dated limits of law. Idempotent: "
        "what an administrator has changed, added or removed since is left as it is."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with planting("seed_project") as harvest:
            seed_places(harvest)
            seed_parameters(harvest)
            seed_project(harvest)
        self.stdout.write(
            f"seed_project: {harvest.made} made, {harvest.updated} updated, {harvest.same} unchanged, "
            f"{harvest.left} left as people have edited them."
        )
