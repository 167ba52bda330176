"""Locks end with their holder, children with their parent, and only what is ours is ended."""

import fcntl
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from osuuskunta.core.embedded import process
from tests.faults.processes import eventually

HOLDS = "import fcntl, sys, time; f = open(sys.argv[1], 'a'); fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); time.sleep(60)"
PARENT = """
import subprocess, sys, time
from signal import Signals
from osuuskunta.core.embedded.process import child
print(subprocess.Popen(["sleep", "60"], **child(Signals.SIGTERM)).pid, flush=True)
time.sleep(60)
"""


def test_a_lock_is_exclusive_or_shared(tmp_path):
    path = tmp_path / "lock"
    assert not process.is_held(path)
    mine = process.lock(path, fcntl.LOCK_EX)
    assert mine is not None
    assert process.lock(path, fcntl.LOCK_EX) is None
    assert process.lock(path, fcntl.LOCK_SH) is None
    assert process.is_held(path)
    mine.close()
    both = [process.lock(path, fcntl.LOCK_SH) for _ in range(2)]
    assert None not in both
    assert not process.is_held(path)
    assert process.lock(path, fcntl.LOCK_EX) is None
    for one in both:
        one.close()


def test_a_killed_holder_gives_its_lock_back(tmp_path):
    path = tmp_path / "lock"
    with subprocess.Popen([sys.executable, "-c", HOLDS, path], stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        assert process.is_held(path)
        holder.kill()
        holder.wait(5)
        assert not process.is_held(path)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_a_child_ends_when_its_parent_is_killed():
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent:
        child = int(parent.stdout.readline())
        assert psutil.pid_exists(child)
        assert os.getsid(child) == child
        parent.kill()
        parent.wait(5)
    eventually(lambda: not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE, 5)


def test_the_end_takes_the_stubborn_and_what_they_left_behind():
    """One that does not hear SIGTERM and has a child of its own, one that goes by itself, one that is gone already."""
    stubborn = "trap '' TERM; sleep 60 & echo $!; wait; wait"
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
        for command in (["sh", "-c", stubborn], ["sleep", "60"], ["true"])
    ]
    left = int(started[0].stdout.readline())
    started[2].wait(5)
    began = time.monotonic()
    process.end(started, seconds=0.5)
    assert time.monotonic() - began < 5
    assert None not in [one.returncode for one in started]
    eventually(lambda: not psutil.pid_exists(left) or psutil.Process(left).status() == psutil.STATUS_ZOMBIE, 5)
    for one in started:
        one.stdout.close()


def test_only_servers_that_work_in_our_folder_are_ended(tmp_path):
    ours, others = tmp_path / "ours", tmp_path / "others"
    started = []
    for folder in (ours, others):
        folder.mkdir()
        started.append(subprocess.Popen(["sleep", "60"], cwd=folder))
    eventually(lambda: all(psutil.Process(one.pid).name() == "sleep" for one in started))
    assert [process.working_in(ours, "sleep")(psutil.Process(one.pid)) for one in started] == [True, False]
    assert not process.working_in(ours, "postgres")(psutil.Process(started[0].pid))
    process.reap(process.working_in(ours, "sleep"), [(signal.SIGTERM, 5.0)])
    assert started[0].poll() is not None
    assert started[1].poll() is None
    started[1].kill()
    started[1].wait(5)


def test_a_process_that_may_not_be_looked_at_is_not_ours():
    def refuses(one: psutil.Process) -> bool:
        raise psutil.AccessDenied(one.pid)

    began = time.monotonic()
    process.reap(refuses, process.SERVER_SIGNALS)
    assert time.monotonic() - began < 5  # nobody was waited for
