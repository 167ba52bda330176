"""What pages ask about projects, sites, partners and dated limits."""

from osuuskunta.project.queries.sites import all_site_ids, site_ids_by_project

__all__ = ["all_site_ids", "site_ids_by_project"]
