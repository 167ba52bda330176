"""What is built: within the budget, nothing the CSP refuses, no-op when nothing changed, exactly once when several ask."""

import gzip
import re
import shutil
import threading
from pathlib import Path

import pytest
from django.conf import settings

from osuuskunta.core.assets import AssetsError, build, icon_names, sprite
from osuuskunta.core.node import NodeError
from osuuskunta.core.storage import HashedFiles

ROOT = settings.BASE_DIR
VENDOR = ROOT / "static/vendor"
JS = ROOT / "static/js"


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    build(ROOT)


def packed(*files: Path) -> int:
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def test_within_the_budget() -> None:
    """targets.md §4: 40 kB of CSS, 60 kB of JavaScript, compressed."""
    assert packed(VENDOR / "app.css") <= 40_000
    assert packed(VENDOR / "htmx.min.js", *JS.glob("*.js")) <= 60_000


def test_nothing_the_policy_refuses() -> None:
    css = (VENDOR / "app.css").read_text("utf-8")
    assert "url(data:" not in css.replace('url("data:', "url(data:")
    assert "@import" not in css
    fonts = re.findall(r'url\("?([^")]+)"?\)', css)
    assert sorted(fonts) == sorted(f"fonts/{file.name}" for file in (VENDOR / "fonts").iterdir())
    for script in JS.glob("*.js"):
        text = script.read_text("utf-8")
        assert not re.search(r"\beval\(|new Function|innerHTML|document\.write|localStorage|sessionStorage", text), (
            script
        )


def test_every_module_is_loaded() -> None:
    modules = {file.name for file in JS.glob("*.js")} - {"app.js", "trusted.js"}
    texts = [file.read_text("utf-8") for file in JS.glob("*.js")]
    imported = {name for text in texts for name in re.findall(r'(?:from|import) "\./(.+?)"', text)}
    assert imported == modules


def test_the_sprite_holds_what_is_listed() -> None:
    svg = (VENDOR / "icons.svg").read_text("utf-8")
    assert re.findall(r'id="i-([\w-]+)"', svg) == icon_names(ROOT / "static/icons.txt")


def test_icons_are_listed_in_order() -> None:
    listed = [line for line in (ROOT / "static/icons.txt").read_text().splitlines() if not line.startswith("#")]
    assert listed == sorted(set(listed))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A second tree that shares the installed packages."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "static/scss", tmp_path / "static/scss")
    shutil.copy(ROOT / "static/icons.txt", tmp_path / "static/icons.txt")
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    return tmp_path


def test_built_once_and_again_only_after_a_change(copy: Path) -> None:
    assert build(copy) is True
    assert build(copy) is False
    with (copy / "static/scss/_base.scss").open("a") as sheet:
        sheet.write(".toy { color: var(--ink); }\n")
    assert build(copy) is True
    assert ".toy{color:var(--ink)}" in (copy / "static/vendor/app.css").read_text("utf-8")


def test_a_build_that_was_cut_off_starts_again(copy: Path) -> None:
    build(copy)
    (copy / "static/vendor/.stamp").unlink()
    (copy / "static/vendor/app.css").write_text("half")
    assert build(copy) is True
    assert (copy / "static/vendor/app.css").stat().st_size > 10_000


def test_several_at_once_build_once(copy: Path) -> None:
    built: list[bool] = []
    threads = [threading.Thread(target=lambda: built.append(build(copy))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(built) == [False, False, True]


def test_faults_are_sentences(copy: Path) -> None:
    (copy / "static/scss/app.scss").write_text("@use 'nowhere';")
    with pytest.raises(NodeError, match=r"sass\.js ended with"):
        build(copy)
    with pytest.raises(AssetsError, match="unicorn"):
        sprite(["unicorn"], ROOT / "node_modules/lucide-static/icons")


def test_collected_modules_import_each_other_by_hash(tmp_path: Path) -> None:
    """In production a module's name changes with its content, and so must the imports that name it."""
    storage = HashedFiles(location=tmp_path, base_url="/static/")
    for file in JS.glob("*.js"):
        (tmp_path / "js").mkdir(exist_ok=True)
        shutil.copy(file, tmp_path / "js" / file.name)
    names = {f"js/{file.name}": (storage, f"js/{file.name}") for file in JS.glob("*.js")}
    faults = [result for _name, _new, result in storage.post_process(names) if isinstance(result, Exception)]
    assert faults == []
    app = (tmp_path / storage.stored_name("js/app.js")).read_text("utf-8")
    imported = re.findall(r'import"\./(.+?)"', app)
    assert len(imported) == 9
    assert all(re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", name) for name in imported)
