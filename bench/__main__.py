"""`python -m bench [name …]` (`script/bench`): runs the benchmarks, prints a table and writes bench/results.json."""

import json
import os
import sys
from pathlib import Path

import django

RESULTS = Path(__file__).resolve().parent / "results.json"
NAMES = ("sealing", "pages")


def run(name: str) -> dict[str, float]:
    """Return the figures of one benchmark, microseconds a call."""
    if name == "sealing":
        from bench import sealing

        return sealing.measure()
    from bench import pages

    return pages.measure()


def main() -> None:
    wanted = sys.argv[1:] or list(NAMES)
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        sys.exit(f"There is no benchmark called {unknown[0]}: choose from {', '.join(NAMES)}.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osuuskunta.settings")
    django.setup()
    results = {}
    for name in wanted:
        results[name] = run(name)
        first = next(iter(results[name].values()))
        print(f"\n{name}: median µs a call · ratio to the first line")
        for side, micros in results[name].items():
            print(f"  {side:<40} {micros:>12.1f} {micros / first:>8.2f}")
    RESULTS.write_text(json.dumps(results, indent=2, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
