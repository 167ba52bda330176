"""Who may build, read and take out reports (domain.md 6.8)."""

from osuuskunta.accounts.roles import ProjectAdmin, ProjectCoordinator, SiteCoordinator, allow

VIEW_REPORTS = "reporting.view_reports"
BUILD_REPORTS = "reporting.build_reports"
OPEN_FIGURES = "reporting.open_figures"

# A report is of the whole project, so of those who see the figures of every site.
allow(VIEW_REPORTS, ProjectAdmin, ProjectCoordinator, SiteCoordinator)
allow(BUILD_REPORTS, ProjectAdmin)
allow(OPEN_FIGURES, ProjectAdmin, ProjectCoordinator, SiteCoordinator)
