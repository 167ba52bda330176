"""Addresses below `/p/<code>/`: the funder's reports."""

from django.urls import URLPattern, path

from reporting.views import reports

in_project: list[URLPattern] = [
    path("reports/", reports.ReportsPage.as_view(), name="reports"),
    path("reports/new/", reports.ReportNew.as_view(), name="report_new"),
    path("reports/<uuid:pk>/", reports.ReportPage.as_view(), name="report"),
    path("reports/<uuid:pk>/again/", reports.ReportAgain.as_view(), name="report_again"),
    path("reports/<uuid:pk>/figures/<slug:figure>/", reports.FigurePage.as_view(), name="figure"),
    path("reports/<uuid:pk>/checks/<slug:check>/", reports.CheckPage.as_view(), name="report_check"),
    path("reports/<uuid:pk>/files/<slug:format>/", reports.ReportFile.as_view(), name="report_file"),
]
