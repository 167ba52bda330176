"""The pages of read log and jobs: what each role sees, filters, states, files, and nothing of anybody else."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from osuuskunta.accounts.models import User
from osuuskunta.activity import jobs, running
from osuuskunta.activity.enums import Action, Reason
from osuuskunta.activity.models import Job, ReadLog
from osuuskunta.activity.readlog import Subject, log_read
from osuuskunta.core.ids import new_id
from osuuskunta.core.scope import Scope, scope
from tests.factories.activity import House, scope_of, somebody, with_role

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def english(client: Client, settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def as_(client: Client, user: User) -> Client:
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user, backend=BACKEND)
    return client


def read(user: User, site: object, n: int = 1, **more: object) -> list[Subject]:
    subjects = [Subject("toys.peopletoy", new_id(), site.pk) for _ in range(n)]
    with scope(scope_of(user)):
        log_read(user, subjects, **{"why": Reason.OWN_WORK, **more})
    return subjects


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


# --- the read log -----------------------------------------------------------------------------------------------------
URL = "/p/TEST/read-log/"


def test_the_officer_sees_every_line_and_each_reader_the_own(client: Client, house: House):
    (one,) = read(house.coach, house.forssa, note="a reason of Aino")
    (two,) = read(house.other, house.oulu, note="a reason of Otto")
    pages = {name: text(as_(client, getattr(house, name)).get(URL)) for name in ("officer", "coach", "other")}
    for name, seen, unseen in (("coach", one, two), ("other", two, one)):
        assert (str(seen.id) in pages[name], str(unseen.id) in pages[name]) == (True, False)
        assert "What I have opened" in pages[name]
        assert 'name="reader"' not in pages[name]
    assert [pages["officer"].count(str(subject.id)) for subject in (one, two)] == [1, 1]
    for words in (
        "Aino Aalto",
        "Otto Oja",
        "a reason of Otto",
        "Oulu",
        "Own work with the person",
        "Opened",
        "2 lines",
    ):
        assert words in pages["officer"]


def test_another_projects_log_is_not_the_officers(client: Client, house: House):
    from tests.factories.activity import a_project, a_site

    elsewhere = a_project("OTHER")
    site = a_site(elsewhere, "285")
    stranger = somebody(elsewhere, "coach", site, name="Eeva Eskola")
    (subject,) = read(stranger, site)
    assert str(subject.id) not in text(as_(client, house.officer).get(URL))
    assert client.get("/p/OTHER/read-log/").status_code == 404
    with_role(house.coach, elsewhere, "coach", site)
    (own,) = read(house.coach, site)
    assert str(own.id) not in text(as_(client, house.coach).get(URL))
    assert str(own.id) in text(client.get("/p/OTHER/read-log/"))


def test_each_filter_is_in_the_address_and_can_be_taken_off(client: Client, house: House):
    (listed,) = read(house.coach, house.forssa, action=Action.LISTED)
    (exported,) = read(house.other, house.oulu, action=Action.EXPORTED)
    as_(client, house.officer)
    for query, seen in (
        (f"reader={house.other.pk}", exported), ("action=listed", listed), (f"subject={exported.id}", exported),
    ):  # fmt: skip
        page = text(client.get(f"{URL}?{query}"))
        other = listed if seen is exported else exported
        assert (str(other.id) in page.replace(f"subject={other.id}", ""), "1 line" in page) == (False, True)
        assert 'href="?"' in page
    both = text(client.get(f"{URL}?action=listed&reader={house.coach.pk}"))
    assert 'href="?action=listed"' in both
    assert f'href="?reader={house.coach.pk}"' in both


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("first=2.5.2026", 1), ("last=1.5.2026", 1), ("first=2026-05-01&last=2026-05-01", 1), ("first=3.5.2026", 0),
        ("first=1.5.2026&last=2.5.2026", 2),
    ],
)  # fmt: skip
def test_days_are_calendar_days_in_helsinki(client: Client, house: House, query: str, hits: int, monkeypatch):
    """Two reads, two hours apart in UTC on the same day, on two days in Helsinki."""
    for at in (datetime(2026, 5, 1, 20, 30, tzinfo=UTC), datetime(2026, 5, 1, 21, 30, tzinfo=UTC)):
        monkeypatch.setattr("osuuskunta.activity.readlog.timezone.now", lambda at=at: at)
        read(house.coach, house.forssa)
    monkeypatch.undo()
    page = text(as_(client, house.officer).get(f"{URL}?{query}"))
    assert page.count('data-label="Who"') == hits


@pytest.mark.parametrize("query", ["first=31.2.2026", "reader=x", "reader=999999", "action=x", "subject=x", "after=x"])
def test_an_address_that_cannot_be_read_is_no_fault(client: Client, house: House, query: str):
    read(house.coach, house.forssa)
    assert "1 line" in text(as_(client, house.officer).get(f"{URL}?{query}"))


def test_empty_and_filtered_to_nothing_are_two_states(client: Client, house: House):
    as_(client, house.officer)
    assert "No line yet" in text(client.get(URL))
    assert "No line fits these filters" in text(client.get(f"{URL}?action=listed"))


def test_pages_follow_each_other_without_a_gap(client: Client, house: House):
    subjects = {str(subject.id) for subject in read(house.coach, house.forssa, 120)}
    as_(client, house.officer)
    seen, url = [], URL
    while url:
        page = text(client.get(url))
        seen += re.findall("<small>([0-9a-f-]{36})</small>", page)
        following = re.search('rel="next" href="([^"]+)"', page)
        url = f"{URL}{following[1]}" if following else ""
    assert (len(seen), set(seen)) == (120, subjects)


def test_the_log_costs_the_same_for_one_line_and_for_fifty(client: Client, house: House):
    counts = []
    as_(client, house.officer)
    for n in (1, 49):
        read(house.coach, house.forssa, n)
        client.get(URL)
        with CaptureQueriesContext(connection) as statements:
            client.get(URL)
        counts.append(len([one for one in statements if "activity_readlog" in one["sql"]]))
    assert counts == [3, 3]  # readers, page, count


def test_the_page_says_nothing_personal_in_its_address(client: Client, house: House):
    read(house.coach, house.forssa)
    page = text(as_(client, house.officer).get(URL))
    assert f'<option value="{house.coach.pk}">Aino Aalto</option>' in page
    assert 'method="get"' in page


# --- jobs -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def kept(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    return tmp_path


def ask(house: House, key: str = "k", *, by: User | None = None, **fields: object) -> Job:
    by = by or house.coach
    with scope(scope_of(by)):
        job = jobs.request(kind="toy.make", key=key, params={"site": house.forssa.pk}, by=by, project=house.project)
    with scope(Scope(worker=True)):
        Job.objects.filter(pk=job.pk).update(**fields) if fields else None
    return job


def state_of(job: Job) -> str:
    with scope(Scope(worker=True)):
        return Job.objects.get(pk=job.pk).state


def test_my_jobs_are_mine(client: Client, house: House, kept: Path):
    job = ask(house)
    page = text(as_(client, house.coach).get("/p/TEST/jobs/"))
    assert f'href="/p/TEST/jobs/{job.pk}/"' in page
    assert "Waiting its turn" in page
    for user in (house.other, house.officer):
        page = text(as_(client, user).get("/p/TEST/jobs/"))
        assert (str(job.pk) in page, "You have not asked for anything yet" in page) == (False, True)


@pytest.mark.parametrize("page", ["", "progress/", "cancel/", "retry/", "file/"])
@pytest.mark.parametrize("user", ["other", "officer"])
def test_anothers_job_answers_like_one_that_does_not_exist(
    client: Client, house: House, kept: Path, page: str, user: str
):
    job = ask(house)
    method = (
        as_(client, getattr(house, user)).post
        if page in {"cancel/", "retry/"}
        else as_(client, getattr(house, user)).get
    )
    answers = [method(f"/p/TEST/jobs/{key}/{page}") for key in (job.pk, new_id())]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert state_of(job) == "queued"


def test_a_job_of_one_project_is_not_on_anothers_page(client: Client, house: House, kept: Path):
    from tests.factories.activity import a_project, a_site

    job = ask(house)
    elsewhere = a_project("OTHER")
    with_role(house.coach, elsewhere, "coach", a_site(elsewhere, "285"))
    as_(client, house.coach)
    assert client.get(f"/p/OTHER/jobs/{job.pk}/").status_code == 404
    assert str(job.pk) not in text(client.get("/p/OTHER/jobs/"))


def test_while_it_moves_the_page_asks_again_with_and_without_script(client: Client, house: House, kept: Path):
    job = ask(
        house, state="running", done=3, total=10, message="%(n)s of %(total)s", message_params={"n": 3, "total": 10}
    )
    page = text(as_(client, house.coach).get(f"/p/TEST/jobs/{job.pk}/"))
    assert f'hx-get="/p/TEST/jobs/{job.pk}/progress/" hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert 'max="10" value="3"' in page
    assert "3 of 10" in page
    assert page.count("hx-trigger") == 1
    fragment = text(client.get(f"/p/TEST/jobs/{job.pk}/progress/"))
    assert ("<html" in fragment, "hx-trigger" in fragment, f"/p/TEST/jobs/{job.pk}/cancel/" in fragment) == (
        False,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "failed", "error": "fault"}, ["Failed", "the fault is ours", "Try again"]),
        ({"state": "failed", "error": "too_many_attempts"}, ["It was interrupted too often", "Try again"]),
        ({"state": "failed", "error": "a code of a handler", "error_text": "%(n)s of %(total)s",
          "error_params": {"n": 1, "total": 2}}, ["1 of 2"]),
        ({"state": "failed", "error": "x", "error_text": "%(n)s of", "error_params": {"m": 1}}, ["%(n)s of"]),
        ({"state": "refused", "error": "right_ended"}, ["Your role at the time no longer allows this"]),
        ({"state": "cancelled"}, ["Cancelled", "Start again"]),
        ({"state": "done", "sites": [1], "file": ""}, ["Done", "The file has been taken away"]),
        ({"kind": "toy.gone", "state": "failed", "error": "unknown_kind"}, ["Work of an earlier version"]),
    ],
)  # fmt: skip
def test_each_end_says_what_it_is_and_what_to_do(
    client: Client, house: House, kept: Path, fields: dict, words: list[str]
):
    job = ask(house, **fields)
    for page in ("", "progress/"):
        said = text(as_(client, house.coach).get(f"/p/TEST/jobs/{job.pk}/{page}"))
        assert [word for word in words if word not in said] == []
        assert "hx-trigger" not in said
        assert "http-equiv" not in said


def test_cancel_and_retry_are_posts(client: Client, house: House, kept: Path):
    job = ask(house)
    as_(client, house.coach)
    assert [client.get(f"/p/TEST/jobs/{job.pk}/{page}/").status_code for page in ("cancel", "retry")] == [405, 405]
    answer = client.post(f"/p/TEST/jobs/{job.pk}/cancel/")
    assert (answer.status_code, answer.headers["Location"], state_of(job)) == (
        302,
        f"/p/TEST/jobs/{job.pk}/",
        "cancelled",
    )
    client.post(f"/p/TEST/jobs/{job.pk}/retry/")
    assert state_of(job) == "queued"
    client.post(f"/p/TEST/jobs/{job.pk}/retry/")
    assert state_of(job) == "queued"


def test_a_running_job_is_asked_to_stop_and_a_done_one_stays_done(client: Client, house: House, kept: Path):
    running_, done = ask(house, "r", state="running"), ask(house, "d", state="done")
    as_(client, house.coach)
    for job in (running_, done):
        client.post(f"/p/TEST/jobs/{job.pk}/cancel/")
        client.post(f"/p/TEST/jobs/{job.pk}/retry/")
    with scope(Scope(worker=True)):
        found = {job.key: (job.state, job.cancel_requested) for job in Job.objects.all()}
    assert found == {"r": ("running", True), "d": ("done", False)}


def test_a_file_is_fetched_as_a_file_and_the_fetching_is_logged(client: Client, house: House, kept: Path):
    job = ask(house, state="done", file="jobs/x/1/toys.csv", sites=[house.forssa.pk])
    (kept / "jobs/x/1").mkdir(parents=True)
    (kept / "jobs/x/1/toys.csv").write_text("a line")
    as_(client, house.coach)
    assert f'href="/p/TEST/jobs/{job.pk}/file/"' in text(client.get(f"/p/TEST/jobs/{job.pk}/"))
    answer = client.get(f"/p/TEST/jobs/{job.pk}/file/")
    assert b"".join(answer.streaming_content) == b"a line"
    assert (answer.headers["Content-Disposition"], answer.headers["X-Content-Type-Options"]) == (
        'attachment; filename="toys.csv"', "nosniff",
    )  # fmt: skip
    assert answer.headers["Cache-Control"] == "no-store"
    with scope(scope_of(house.officer)):
        assert list(ReadLog.objects.values_list("user", "label", "subject", "site", "action", "path", "role")) == [
            (
                house.coach.pk,
                "activity.job",
                job.pk,
                house.forssa.pk,
                "downloaded",
                f"/p/TEST/jobs/{job.pk}/file/",
                "coach",
            )
        ]


def test_a_file_of_another_role_is_not_given_to_this_one(client: Client, house: House, kept: Path):
    """The sites whose people the file may hold are not in the active role's scope: it could not even be logged."""
    job = ask(house, state="done", file="jobs/x/1/toys.csv", sites=[house.forssa.pk, house.oulu.pk])
    (kept / "jobs/x/1").mkdir(parents=True)
    (kept / "jobs/x/1/toys.csv").write_text("a canary of Oulu")
    answer = as_(client, house.coach).get(f"/p/TEST/jobs/{job.pk}/file/")
    assert answer.status_code == 403
    assert "Change to that role to open it" in answer.content.decode()
    with scope(scope_of(house.officer)):
        assert ReadLog.objects.count() == 0


@pytest.mark.parametrize(
    "fields", [{"file": ""}, {"file": "jobs/x/1/gone.csv"}, {"file": "jobs/x/1/a.csv", "kind": "toy.gone"}]
)
def test_a_file_that_is_not_there_is_not_found(client: Client, house: House, kept: Path, fields: dict):
    job = ask(house, state="done", **fields)
    assert as_(client, house.coach).get(f"/p/TEST/jobs/{job.pk}/file/").status_code == 404


def test_the_system_administrator_sees_numbers_and_no_job(client: Client, house: House, kept: Path):
    job = ask(house, "a", state="failed")
    ask(house, "b")
    system = somebody(house.project, "system_administrator", name="Sami Salo")
    page = text(as_(client, system).get("/p/TEST/jobs/"))
    assert ("Work of the whole service" in page, "Toy result" in page, str(job.pk) in page) == (True, True, False)
    assert "Work of the whole service" not in text(as_(client, house.coach).get("/p/TEST/jobs/"))


def test_navigation_shows_the_log_to_the_officer_and_work_to_all(client: Client, house: House, kept: Path):
    seen = {}
    for name in ("coach", "officer"):
        page = text(as_(client, getattr(house, name)).get("/p/TEST/jobs/"))
        seen[name] = [url in page for url in ('href="/p/TEST/read-log/"', 'href="/p/TEST/jobs/"')]
    assert seen == {"coach": [False, True], "officer": [True, True]}


@pytest.mark.django_db(transaction=True)
def test_from_asking_to_the_file(client: Client, kept: Path):
    from tests.factories.activity import a_house

    house = a_house()
    with scope(scope_of(house.coach)):
        job = jobs.request(
            kind="toy.make",
            key="k",
            params={"site": house.forssa.pk, "file": True},
            by=house.coach,
            project=house.project,
        )
    running.run(job.pk)
    answer = as_(client, house.coach).get(f"/p/TEST/jobs/{job.pk}/file/")
    assert len(b"".join(answer.streaming_content).splitlines()) == 10


# --- metrics ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("said", [None, "Bearer wrong", "Bearer ", "token"])
@pytest.mark.parametrize("token", ["", "token"])
def test_metrics_are_not_there_for_who_has_no_token(
    client: Client, house: House, settings, token: str, said: str | None
):
    settings.METRICS_TOKEN = token
    headers = {"Authorization": said} if said else {}
    assert client.get("/metrics", headers=headers).status_code == 404


def test_metrics_are_numbers_only(client: Client, house: House, settings, kept: Path):
    settings.METRICS_TOKEN = "token"
    ask(house, "a", state="failed")
    ask(house, "b")
    ask(house, "c")
    said = client.get("/metrics", headers={"Authorization": "Bearer token"}).content.decode()
    assert [line for line in said.splitlines() if line.startswith("osuuskunta_jobs")] == [
        f'osuuskunta_jobs{{state="{state}"}} {n}'
        for state, n in (("queued", 2), ("running", 0), ("done", 0), ("failed", 1), ("cancelled", 0), ("refused", 0))
    ]
    assert "TEST" not in said
