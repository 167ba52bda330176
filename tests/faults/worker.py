"""A real Celery worker, with its beat, whose house has the toys; the sweep is as quick as a test is patient.

Run as `python -m tests.faults.worker` with the environment of an installation.
"""

import sys

import pytest  # noqa: F401  its presence installs the toys

from osuuskunta import settings as house

house.JOB_HEARTBEAT_SECONDS, house.JOB_STALE_SECONDS, house.JOB_QUEUED_SECONDS = 0.2, 1, 1

from osuuskunta.celery import app  # noqa: E402  after the settings are as they shall be

if __name__ == "__main__":
    app.conf.beat_schedule["sweep"] |= {"schedule": 1.0}
    app.conf.broker_connection_max_retries = None
    app.worker_main(sys.argv[1:])
