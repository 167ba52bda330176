"""Running jobs without a worker: as the asker may now, to one result. The machinery's own connection sees only what is committed."""

import json
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
import redis
from django.db import connection
from django.utils import timezone, translation

from osuuskunta.accounts.models import RoleGrant, User
from osuuskunta.activity import control, running, sweeping
from osuuskunta.activity.enums import JobState
from osuuskunta.activity.models import ReadLog
from osuuskunta.core import jobs
from osuuskunta.core.ids import new_id
from osuuskunta.core.models import Heartbeat
from osuuskunta.core.scope import Scope, scope
from tests.activity.job_steps import ask, change, needing, now_is, results
from tests.factories.activity import House, a_house, scope_of, somebody, with_role
from tests.toys.models import PeopleToy

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(transactional_db: None, settings, tmp_path: Path) -> House:
    settings.MEDIA_ROOT = tmp_path
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    return a_house()


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
    first = grant_at(house, house.forssa)
    job = ask(house)
    change(job, grant=first)
    User.objects.filter(pk=house.coach.pk).update(language="sv")
    assert running.run(job.pk) is JobState.DONE
    assert seen == {"people": frozenset({house.forssa.pk}), "actor": house.coach, "worker": False, "language": "sv"}


def grant_at(house: House, site: object) -> int:
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
        monkeypatch.setitem(jobs._handlers, "toy.make", needing("activity.view_read_log"))
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


def test_a_job_without_a_grant_runs_with_all_roles_in_the_project(house: House):
    """A token acts with every membership of its user."""
    admin = somebody(house.project, "project_admin", name="Kaisa Kivi")
    job = ask(house, by=admin)
    change(job, grant=None, role="")
    assert running.run(job.pk) is JobState.DONE


def test_a_lock_whose_connection_broke_is_taken_again_although_the_server_is_slow_to_notice(house: House):
    """The old backend still holds the lock for a moment when the new connection asks for it."""
    job = ask(house)
    run, old = control.Control(job.pk), control.Control(job.pk)
    assert old.lock()
    threading.Timer(0.5, old.close).start()
    try:
        run.again()
        assert running.run(job.pk) is None  # held again
    finally:
        run.close()


def test_a_lock_that_another_run_holds_is_lost(house: House, monkeypatch):
    monkeypatch.setattr(control, "LOCK_TRIES", 2)
    job = ask(house)
    run, other = control.Control(job.pk), control.Control(job.pk)
    try:
        assert other.lock()
        with pytest.raises(control.Lost):
            run.again()
    finally:
        run.close()
        other.close()
