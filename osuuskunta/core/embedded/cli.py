"""`script/server`, `script/manage`, `script/test` and `script/bench`, inside the environment that `bootstrap` has made."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable

from osuuskunta.core.embedded.bootstrap import ROOT, Failed
from osuuskunta.core.embedded.surroundings import leased, migrate, surroundings

AS_IT_IS = {
    "migrate",
    "makemigrations",
    "restore",
    "help",
    "messages",
    "configuration",
    "indicators",
}  # run before or without a schema


def manage(arguments: list[str]) -> int:
    """`manage.py …` with the servers up; on an empty or older VAR_DIR the schema is made first."""
    asks_for_help = not arguments or bool({"--help", "-h", "--version"} & set(arguments))
    with surroundings() as environment:
        if not asks_for_help and arguments[0] not in AS_IT_IS:
            migrate(environment)
        return _attached([sys.executable, "manage.py", *arguments], environment)


def test(arguments: list[str]) -> int:
    """The test suite against real servers and a real browser."""
    from osuuskunta.core.embedded.browser import find_browser  # only tests look for one

    with surroundings() as environment:
        browser = find_browser()
        if browser:
            environment["OSUUSKUNTA_BROWSER"] = browser
        # -r: why a test was skipped stands at the end too, so that a missing browser or server is not taken for a success.
        command = [sys.executable, "-m", "pytest", "-rfEs", *processes(arguments), *arguments]
        return _attached(command, environment)


def processes(arguments: list[str]) -> list[str]:
    """Return pytest's option for as many processes as there are cores, two to four, where the whole suite is asked for.

    Whoever names a part of it, or says how many (-n), gets what is asked for.
    """
    if any(not argument.startswith("-") or argument.startswith("-n") for argument in arguments):
        return []
    return ["-n", str(min(max(os.cpu_count() or 1, 2), 4))]


def bench(arguments: list[str]) -> int:
    """The benchmarks, on their own database."""
    with surroundings() as environment:
        migrate(environment)
        return _attached([sys.executable, "-m", "bench", *arguments], environment)


def server(arguments: list[str]) -> int:
    """The whole service."""
    from osuuskunta.core.embedded.supervisor import serve  # the other commands need no supervisor

    if arguments:
        raise Failed("script/server takes no arguments: PORT, BIND, VAR_DIR and DEMO are set in the environment.")
    with leased() as (environment, lease):
        return serve(environment, lease.look)


def _attached(command: list[str], environment: dict[str, str]) -> int:
    """Run `command` on our terminal and return its status; a signal to us goes on to it, and the lease outlives it."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda got, _frame: process.send_signal(got))
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # the terminal has sent it to the command too
            continue


COMMANDS: dict[str, Callable[[list[str]], int]] = {"manage": manage, "test": test, "bench": bench, "server": server}


def main() -> None:
    try:
        status = COMMANDS[sys.argv[1]](sys.argv[2:])
    except Failed as fault:
        sys.exit(str(fault))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as fault:
        sys.exit(f"{fault.filename or os.environ.get('VAR_DIR', 'var')}: {fault.strerror}.")
    sys.exit(status if status >= 0 else 128 - status)


if __name__ == "__main__":
    main()
