"""`python -m bench [name …]` (`script/bench`): runs the benchmarks, prints a table and writes bench/results.json."""

import json
import os
import sys
from importlib import import_module
from pathlib import Path

import django

RESULTS = Path(__file__).resolve().parent / "results.json"
NAMES = ("sealing", "pages", "walls", "files")


def show(name: str, figures: dict[str, float], base: dict[str, str]) -> None:
    """Print a benchmark's figures; each is a ratio to the side that `base` names for it, else to the first one."""
    first = next(iter(figures))
    print(f"\n{name}: median µs a call · ratio to {'the line below, or ' if base else ''}the first line")
    for side, micros in figures.items():
        print(f"  {side:<40} {micros:>12.1f} {micros / figures[base.get(side, first)]:>8.2f}")


def main() -> None:
    wanted = sys.argv[1:] or list(NAMES)
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        sys.exit(f"There is no benchmark called {unknown[0]}: choose from {', '.join(NAMES)}.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osuuskunta.settings")
    django.setup()
    results = {}
    for name in wanted:
        part = import_module(f"bench.{name}")
        results[name] = part.measure()
        show(name, results[name], getattr(part, "BASE", {}))
    RESULTS.write_text(json.dumps(results, indent=2, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
