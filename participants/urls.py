"""Addresses below `/p/<code>/`: people, the search for them, and one person."""

from django.urls import URLPattern, path

from participants.views import people, person, person_edit, person_new

PERSON = "people/<uuid:pk>/"
PERIOD = f"{PERSON}periods/<uuid:period>/"

in_project: list[URLPattern] = [
    path("people/", people.PeoplePage.as_view(), name="people"),
    path("people/search/", people.SearchPage.as_view(), name="search"),
    path("people/new/", person_new.NewPage.as_view(), name="person_new"),
    path(PERSON, person.SummaryPage.as_view(), name="person"),
    path(f"{PERSON}esf/", person.EsfPage.as_view(), name="person_esf"),
    path(f"{PERSON}history/", person.HistoryPage.as_view(), name="person_history"),
    path(f"{PERSON}reads/", person.ReadsPage.as_view(), name="person_reads"),
    path(f"{PERSON}reason/", person.ReasonPage.as_view(), name="person_reason"),
    path(f"{PERSON}code/", person.CodePage.as_view(), name="person_code"),
    path(f"{PERSON}edit/", person_edit.EditPage.as_view(), name="person_edit"),
    path(f"{PERSON}begin/", person_edit.BeginPage.as_view(), name="person_begin"),
    path(f"{PERIOD}start/", person_edit.StartPage.as_view(), name="period_start"),
    path(f"{PERIOD}answers/", person_edit.AnswersPage.as_view(), name="period_answers"),
    path(f"{PERIOD}coach/", person_edit.CoachPage.as_view(), name="period_coach"),
    path(f"{PERIOD}end/", person_edit.EndPage.as_view(), name="period_end"),
    path(f"{PERIOD}reopen/", person_edit.ReopenPage.as_view(), name="period_reopen"),
    path(f"{PERIOD}later/", person_edit.LaterPage.as_view(), name="period_later"),
]
