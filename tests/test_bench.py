"""Measurements gate nothing, but what they are made with must be right, and must never open a real database's walls."""

import pytest

from bench.database import switch_walls
from bench.harness import PROBE, alternate


def test_sides_take_turns_in_both_directions() -> None:
    said: list[str] = []
    sides = {"a": lambda: said.append("a"), "b": lambda: said.append("b")}
    found = alternate(sides, rounds=2, calls=1, before=lambda side: said.append(f"before {side}"))
    there, back = ["before a", "a", "a", "before b", "b", "b"], ["before b", "b", "b", "before a", "a", "a"]
    assert said == back + there + back  # the first round makes what is made once, and is not measured
    assert list(found) == ["a", "b", PROBE]
    assert all(micros > 0 for micros in found.values())


def test_walls_are_switched_off_in_a_measurements_own_database_only() -> None:
    with pytest.raises(AssertionError):
        switch_walls(["activity_readlog"], on=False)
