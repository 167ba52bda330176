"""Addresses below `/p/<code>/`."""

from django.urls import path

from osuuskunta.activity import views

in_project = [
    path("read-log/", views.ReadLogPage.as_view(), name="read_log"),
    path("jobs/", views.JobsPage.as_view(), name="jobs"),
    path("jobs/<uuid:job>/", views.JobPage.as_view(), name="job"),
    path("jobs/<uuid:job>/progress/", views.JobProgress.as_view(), name="job_progress"),
    path("jobs/<uuid:job>/cancel/", views.JobCancel.as_view(), name="job_cancel"),
    path("jobs/<uuid:job>/retry/", views.JobRetry.as_view(), name="job_retry"),
    path("jobs/<uuid:job>/file/", views.JobFile.as_view(), name="job_file"),
]
