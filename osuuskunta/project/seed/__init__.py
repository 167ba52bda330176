"""What every installation starts with: places, dated limits, and the project S20395 (mission.md, domain.md 2.7, 6.4, 7.1)."""

from osuuskunta.project.seed.plant import Harvest, planting
from osuuskunta.project.seed.project import seed_project
from osuuskunta.project.seed.reference import seed_parameters, seed_places

__all__ = ["Harvest", "planting", "seed_parameters", "seed_places", "seed_project"]
