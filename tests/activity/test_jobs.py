"""Jobs without a worker: asking, running, ending. The machinery's own connection sees only what is committed."""

import json
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
import redis
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone, translation

from osuuskunta.accounts.models import RoleGrant, User
from osuuskunta.activity import control, jobs, running, sweeping
from osuuskunta.activity.enums import JobState
from osuuskunta.activity.models import Job, ReadLog
from osuuskunta.core.ids import new_id
from osuuskunta.core.models import Heartbeat
from osuuskunta.core.scope import Scope, scope
from tests.factories.activity import House, a_house, scope_of, somebody, with_role
from tests.toys.models import PeopleToy

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = Scope(worker=True)


@pytest.fixture
def house(transactional_db: None, settings, tmp_path: Path) -> House:
    settings.MEDIA_ROOT = tmp_path
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    return a_house()


def ask(house: House, key: str = "k", *, kind: str = "toy.make", by: User | None = None, **params: object) -> Job:
    by = by or house.coach
    with scope(scope_of(by)):
        return jobs.request(
            kind=kind, key=key, params={"site": house.forssa.pk, **params}, by=by, project=house.project
        )


def now_is(job: Job) -> Job:
    with scope(WORKER):
        return Job.objects.get(pk=job.pk)


def results(house: House) -> list[str]:
    with scope(scope_of(house.coach)):
        return sorted(PeopleToy.objects.values_list("name", flat=True))


def waiting(settings) -> int:
    return redis.Redis.from_url(settings.REDIS_URL).llen("celery")


def change(job: Job, **fields: object) -> None:
    with scope(WORKER):
        Job.objects.filter(pk=job.pk).update(**fields)


# --- asking -----------------------------------------------------------------------------------------------------------
def test_a_request_is_a_row_and_a_message_after_the_commit(house: House, settings):
    with transaction.atomic():
        job = ask(house)
        assert waiting(settings) == 0
    assert waiting(settings) == 1
    found = now_is(job)
    assert (found.state, found.asked_by, found.project, found.grant, found.role, found.params) == (
        "queued", house.coach, house.project, house.coach.acting.grant.pk, "coach", {"site": house.forssa.pk},
    )  # fmt: skip


def test_a_request_that_is_rolled_back_never_was(house: House, settings):
    with transaction.atomic():
        ask(house)
        transaction.set_rollback(True)
    with scope(WORKER):
        assert (Job.objects.count(), waiting(settings)) == (0, 0)


def test_the_same_key_is_the_same_job(house: House, settings):
    assert ask(house).pk == ask(house).pk
    assert ask(house, "another").pk != ask(house).pk
    assert waiting(settings) == 2


def test_twenty_requests_at_once_are_one_job(house: House, settings):
    found = set()

    def one() -> None:
        found.add(ask(house).pk)
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (len(found), waiting(settings)) == (1, 1)


def test_what_somebody_else_asked_for_is_not_given_away(house: House):
    ask(house)
    with pytest.raises(jobs.AskedByAnother):
        ask(house, by=house.other)


def test_a_broker_that_is_away_does_not_matter_when_asking(house: House, settings, monkeypatch):
    from osuuskunta.celery import app

    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    assert now_is(ask(house)).state == JobState.QUEUED


def test_who_may_not_does_not_get_a_job(house: House, monkeypatch):
    monkeypatch.setitem(jobs._handlers, "toy.make", _for("activity.view_read_log"))
    with pytest.raises(PermissionDenied), translation.override("en"):
        ask(house)
    with scope(WORKER):
        assert Job.objects.count() == 0


def _for(action: str) -> jobs.Handler:
    known = jobs._handlers["toy.make"]
    return jobs.Handler(known.kind, known.title, action, known.run)


@pytest.mark.parametrize(
    "value", ["Aino Aalto", "a@b.fi", "x" * 65, 1.5, {"name": "Ää"}, ["a b"], {"a b": 1}, date(2026, 1, 1)]
)
def test_params_are_ids_only(house: House, value: object):
    with pytest.raises(ValueError, match="ids"):
        ask(house, value=value)


def test_ids_of_all_sorts_are_params(house: House):
    ask(house, a=str(new_id()), b=[1, "061"], c="2026-05-01", d=None, e=True, f={"set": "esf2014"})


def test_an_unknown_kind_is_an_error_when_asking(house: House):
    with pytest.raises(KeyError):
        ask(house, kind="toy.unknown")


def test_two_handlers_of_one_kind_are_refused():
    with pytest.raises(ValueError, match=r"toy\.make"):
        jobs.handler("toy.make", title="x", may="x")(lambda _job: None)


# --- whose it is ------------------------------------------------------------------------------------------------------
def test_a_job_is_its_askers_alone(house: House):
    job = ask(house)
    for user, found in ((house.coach, [job]), (house.other, []), (house.officer, [])):
        with scope(scope_of(user)):
            assert list(Job.objects.all()) == found
            assert Job.objects.update(key="stolen") == len(found)
    everything = {
        name: frozenset({house.forssa.pk, house.oulu.pk}) for name in ("people", "notes", "coops", "log", "card")
    }
    with scope(Scope(projects=frozenset({house.project.pk}), **everything)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM activity_job")
        assert cursor.fetchone() == (0,)


def test_nobody_asks_in_anothers_name(house: House):
    with (
        scope(scope_of(house.other)),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        Job.objects.create(kind="toy.make", key="x", asked_by=house.coach, created_at=timezone.now())


# --- running ----------------------------------------------------------------------------------------------------------
def test_a_job_runs_as_its_asker_to_one_result_and_one_file(house: House, tmp_path: Path):
    job = ask(house, file=True)
    assert running.run(job.pk) is JobState.DONE
    found = now_is(job)
    with scope(scope_of(house.coach)):
        (toy,) = PeopleToy.objects.all()
        (line,) = ReadLog.objects.values_list("user", "role", "path", "subject", "action")
    assert (found.state, found.result, found.sites) == ("done", {"toy": str(toy.pk)}, [house.forssa.pk])
    assert (found.done, found.total, found.message, found.message_params) == (
        10, 10, "%(n)s of %(total)s", {"n": 10, "total": 10},
    )  # fmt: skip
    assert line == (house.coach.pk, "coach", "job:toy.make", toy.pk, "exported")
    assert found.file == f"jobs/{job.pk}/1/toys.csv"
    assert (tmp_path / found.file).read_text().splitlines() == [f"line {n}" for n in range(10)]
    assert (tmp_path / found.file).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "jobs" / str(job.pk)).rglob("*") if path.is_file()] == ["toys.csv"]
    assert found.created_at <= found.started_at <= found.finished_at


def test_after_it_is_done_a_delivery_does_nothing(house: House):
    job = ask(house)
    assert [running.run(job.pk) for _ in range(3)] == [JobState.DONE, None, None]
    assert results(house) == ["result k"]


def test_a_delivery_of_a_job_that_does_not_exist_does_nothing(house: House):
    assert running.run(new_id()) is None


def test_while_it_runs_a_delivery_does_nothing(house: House):
    job = ask(house)
    first = control.Control(job.pk)
    try:
        assert (first.lock(), first.claim()) == (True, control.Claim(1, 1))
        assert running.run(job.pk) is None
    finally:
        first.close()
    assert (running.run(job.pk), now_is(job).turn, results(house)) == (JobState.DONE, 2, ["result k"])


def test_a_run_that_was_overtaken_leaves_nothing(house: House, monkeypatch, tmp_path: Path):
    """The first run believes itself alive; another takes the job over and is done before it."""
    job = ask(house, file=True)

    def overtake() -> None:
        change(job, state="done", turn=2, result={"of": "the second"})
        connection.close()

    def slow(run: running.JobRun) -> dict:
        run.file("toys.csv").write_text("of the first run")
        PeopleToy.objects.create(site_id=run.params["site"], name="of the first run")
        second = threading.Thread(target=overtake)
        second.start()
        second.join(10)
        return {"of": "the first"}

    monkeypatch.setitem(jobs._handlers, "toy.make", jobs.Handler("toy.make", "x", "activity.view_jobs", slow))
    assert running.run(job.pk) is None
    assert (now_is(job).result, results(house), list(tmp_path.rglob("*.csv"))) == ({"of": "the second"}, [], [])


def test_the_run_works_in_the_scope_of_the_grant_and_not_more(house: House, monkeypatch):
    """The asker is a coach at both sites but asked as one of Forssa: the run sees Forssa."""
    with_role(house.coach, house.project, "coach", house.oulu)
    house.coach.act_as(house.coach.acting)
    seen = {}

    def look(run: running.JobRun) -> None:
        seen.update(
            people=run.scope.people, actor=run.actor, worker=run.scope.worker, language=translation.get_language()
        )

    monkeypatch.setitem(jobs._handlers, "toy.make", jobs.Handler("toy.make", "x", "activity.view_jobs", look))
    first = RoleGrant_of(house, house.forssa)
    job = ask(house)
    change(job, grant=first)
    User.objects.filter(pk=house.coach.pk).update(language="sv")
    assert running.run(job.pk) is JobState.DONE
    assert seen == {"people": frozenset({house.forssa.pk}), "actor": house.coach, "worker": False, "language": "sv"}


def RoleGrant_of(house: House, site: object) -> int:  # noqa: N802
    with scope(Scope(user=house.coach.pk)):
        return RoleGrant.objects.get(user=house.coach, site=site).pk


@pytest.mark.parametrize("how", ["ended", "inactive", "role_may_not"])
def test_who_lost_the_right_meanwhile_is_refused(house: House, how: str, monkeypatch):
    job = ask(house)
    if how == "ended":
        with scope(scope_of(house.coach)):
            RoleGrant.objects.filter(user=house.coach).update(valid_to=date.today() - timedelta(days=1))  # noqa: DTZ011
    elif how == "inactive":
        User.objects.filter(pk=house.coach.pk).update(is_active=False)
    else:
        monkeypatch.setitem(jobs._handlers, "toy.make", _for("activity.view_read_log"))
    assert running.run(job.pk) is JobState.REFUSED
    found = now_is(job)
    assert (found.state, found.error, results(house)) == ("refused", "right_ended", [])
    assert found.finished_at is not None


def test_a_mistake_of_ours_ends_the_job_and_tells_nothing_of_people(house: House, caplog):
    job = ask(house, kind="toy.fail", how="mistake")
    assert running.run(job.pk) is JobState.FAILED
    found = now_is(job)
    assert (found.error, found.error_text, found.result, results(house)) == ("fault", "", None, [])
    assert "canary" not in json.dumps([str(value) for value in found.__dict__.values()])


def test_a_sentence_of_the_handler_is_kept_for_the_reader(house: House):
    job = ask(house, kind="toy.fail", how="sentence")
    assert running.run(job.pk) is JobState.FAILED
    found = now_is(job)
    assert (found.error, found.error_text, found.error_params) == ("toy", "%(n)s of %(total)s", {"n": 1, "total": 2})


def test_a_lost_database_connection_is_tried_again(house: House):
    job = ask(house, kind="toy.fail", how="connection", times=1)
    assert running.run(job.pk) is JobState.QUEUED
    connection.close()
    assert (now_is(job).state, results(house)) == ("queued", [])
    assert sweeping.sweep().published == 1
    assert (running.run(job.pk), results(house)) == (JobState.DONE, ["result k"])


def test_a_kind_this_release_does_not_know_fails_with_a_code(house: House):
    job = ask(house)
    change(job, kind="toy.gone")
    assert (running.run(job.pk), now_is(job).error) == (JobState.FAILED, "unknown_kind")


def test_progress_is_seen_while_the_work_is_open_and_cancel_is_heard(house: House, monkeypatch, tmp_path: Path):
    job = ask(house, file=True)
    seen = []

    def work(run: running.JobRun) -> None:
        run.file("toys.csv").write_text("half")
        PeopleToy.objects.create(site_id=run.params["site"], name="half a result")
        run.progress(3, 9, "%(n)s of %(total)s", n=3, total=9)
        other = threading.Thread(target=look)
        other.start()
        other.join(10)
        run.progress(4, 9, "another")
        raise AssertionError("was not cancelled")

    def look() -> None:
        found = now_is(job)
        seen.append((found.state, found.done, found.total, found.message_params, results(house)))
        change(job, cancel_requested=True)
        connection.close()

    monkeypatch.setitem(jobs._handlers, "toy.make", jobs.Handler("toy.make", "x", "activity.view_jobs", work))
    assert running.run(job.pk) is JobState.CANCELLED
    assert seen == [("running", 3, 9, {"n": 3, "total": 9}, [])]
    assert (now_is(job).state, results(house), list(tmp_path.rglob("*.csv"))) == ("cancelled", [], [])


def test_progress_of_each_row_is_not_a_write_of_each_row(house: House, monkeypatch):
    job = ask(house)
    writes = []
    kept = control.Control.show
    monkeypatch.setattr(control.Control, "show", lambda self, *said: writes.append(said[0]) or kept(self, *said))

    def work(run: running.JobRun) -> None:
        for n in range(1, 1001):
            run.progress(n, 1000, "same")

    monkeypatch.setitem(jobs._handlers, "toy.make", jobs.Handler("toy.make", "x", "activity.view_jobs", work))
    assert running.run(job.pk) is JobState.DONE
    assert (writes[0], writes[-1], len(writes) < 20) == (1, 1000, True)


def test_the_heart_beats_while_the_work_says_nothing(house: House, monkeypatch, settings):
    settings.JOB_HEARTBEAT_SECONDS = 0.05
    job = ask(house)
    beats = []

    def work(run: running.JobRun) -> None:
        for _ in range(2):
            threading.Event().wait(0.3)
            beats.append(now_is(job).heartbeat_at)

    monkeypatch.setitem(jobs._handlers, "toy.make", jobs.Handler("toy.make", "x", "activity.view_jobs", work))
    assert running.run(job.pk) is JobState.DONE
    assert beats[0] < beats[1]
    assert timezone.now() - Heartbeat.objects.get(kind="worker").seen_at < timedelta(seconds=5)


# --- the sweep --------------------------------------------------------------------------------------------------------
def test_a_worker_that_sweeps_is_alive(house: House):
    sweeping.sweep()
    assert timezone.now() - Heartbeat.objects.get(kind="worker").seen_at < timedelta(seconds=5)


def test_a_queued_job_is_published_again_less_and_less_often(house: House, settings):
    job = ask(house)
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    assert sweeping.sweep().published == 0
    for age, published in ((21, 1), (21, 0), (41, 1), (41, 0), (81, 1)):
        change(job, published_at=timezone.now() - timedelta(seconds=age))
        assert sweeping.sweep().published == published
    change(job, publications=100, published_at=timezone.now() - timedelta(seconds=301))
    assert (sweeping.sweep().published, waiting(settings)) == (1, 4)


def test_a_sweep_without_a_broker_forgets_nothing(house: House, monkeypatch):
    from osuuskunta.celery import app

    job = ask(house)
    change(job, published_at=None, publications=0)
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    assert (sweeping.sweep().published, now_is(job).publications) == (0, 0)


def test_a_run_that_died_is_found_and_one_that_is_only_slow_is_not(house: House):
    dead, slow, fresh = (ask(house, key) for key in ("dead", "slow", "fresh"))
    runs = {job: control.Control(job.pk) for job in (dead, slow, fresh)}
    for run in runs.values():
        assert run.lock()
        assert run.claim() is not None
    for job in (dead, slow):
        change(job, heartbeat_at=timezone.now() - timedelta(seconds=31))
    for job in (dead, fresh):
        runs[job].close()
    assert (sweeping.sweep().left_behind, [now_is(job).state for job in (dead, slow, fresh)]) == (
        1, ["queued", "running", "running"],
    )  # fmt: skip
    runs[slow].close()


@pytest.mark.parametrize(
    ("fields", "state", "error"),
    [({"attempts": 3}, "failed", "too_many_attempts"), ({"cancel_requested": True}, "cancelled", "")],
)
def test_a_job_that_dies_too_often_or_was_to_stop_ends(house: House, fields: dict, state: str, error: str):
    for end in (lambda _job: sweeping.sweep(), lambda job: running.run(job.pk)):
        job = ask(house, str(end))
        change(job, state="running", turn=3, heartbeat_at=timezone.now() - timedelta(hours=1), **fields)
        end(job)
        found = now_is(job)
        assert (found.state, found.error, found.finished_at is not None, results(house)) == (state, error, True, [])


def test_a_file_is_taken_away_after_a_week_and_the_job_stays(house: House, tmp_path: Path):
    kept, old = ask(house, "kept", file=True), ask(house, "old", file=True)
    for job in (kept, old):
        running.run(job.pk)
    change(old, finished_at=timezone.now() - timedelta(days=8))
    assert sweeping.sweep().files == 1
    assert (now_is(old).state, now_is(old).file, bool(now_is(kept).file)) == ("done", "", True)
    assert [path.parent.parent.name for path in tmp_path.rglob("*.csv")] == [str(kept.pk)]


def test_a_job_without_a_grant_runs_with_all_roles_in_the_project(house: House):
    """A token acts with every membership of its user."""
    admin = somebody(house.project, "project_admin", name="Kaisa Kivi")
    job = ask(house, by=admin)
    change(job, grant=None, role="")
    assert running.run(job.pk) is JobState.DONE
