"""What the state of a job allows."""

from osuuskunta.activity.enums import JobState

ENDED_WITHOUT_RESULT = frozenset({JobState.FAILED, JobState.CANCELLED, JobState.REFUSED})


def may_retry(state: str) -> bool:
    """Say whether a job in `state` can run again: it has ended and brought nothing."""
    return state in ENDED_WITHOUT_RESULT
