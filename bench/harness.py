"""How benchmarks measure: the sides take turns within each round, medians count, and a fixed noise probe stands beside them.

A figure is a ratio to another side of the same run; alone it says more of the machine than of the house.
"""

import hashlib
import statistics
import time
from collections.abc import Callable, Mapping

PROBE = "noise probe: SHA-256 of 4 kB"
_BLOCK = b"x" * 4096


def probe() -> object:
    return hashlib.sha256(_BLOCK).digest()


def alternate(
    sides: Mapping[str, Callable[[], object]],
    *,
    rounds: int = 7,
    calls: int = 50,
    before: Callable[[str], None] | None = None,
) -> dict[str, float]:
    """Return the median microseconds a call of each side and of the noise probe, over `rounds` in which all take turns.

    `before` gets a side's name and sets the stage for it; that and one call after it are not measured. Every other round goes
    backwards, so that of two neighbours neither is always the one that comes after the other.
    """
    measured = {**sides, PROBE: probe}
    seen: dict[str, list[float]] = {name: [] for name in measured}
    for turn in range(rounds + 1):
        for name in measured if turn % 2 else reversed(measured):
            call = measured[name]
            if before is not None and name in sides:
                before(name)
            call()
            begun = time.perf_counter_ns()
            for _call in range(calls):
                call()
            if turn:  # what is made at first calls is not measured
                seen[name].append((time.perf_counter_ns() - begun) / calls / 1000)
    return {name: statistics.median(times) for name, times in seen.items()}
