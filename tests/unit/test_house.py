"""The house's own rules: what every tracked file and every room keeps to."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import run

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("kpay_desktop", "ui", "hardware", "models", "resources")
TEXT_SUFFIXES = {
    *(".py", ".pyi", ".toml", ".lock", ".md", ".txt", ".yaml", ".yml", ".json", ".qss"),
    *(".svg", ".ts", ".mmd", ".cfg", ".ini", ".sh", ""),
}
LONGEST_FILE_LINES = 500
# Lists of cases are long and still easy to read.
LONGEST_TEST_LINES = 600

# Written in halves so that this file does not contain them.
REGISTRIES = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "deb." + "debian" + ".org",
    "security." + "debian" + ".org",
    "archive." + "ubuntu.com",
    "conda" + ".anaconda.org",
)
UNFINISHED = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
SILENCED = ("type: " + "ignore", "no" + "qa", "pylint: " + "disable", "fmt: " + "off")


def tracked_files() -> list[Path]:
    """Every file that git tracks or would, deleted ones left out."""
    listing = subprocess.run(
        [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listing.stdout.decode("utf-8").split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def texts() -> dict[Path, str]:
    """The project's text files and what they say."""
    return {
        path: path.read_text(encoding="utf-8")
        for path in tracked_files()
        if path.suffix in TEXT_SUFFIXES
    }


@pytest.fixture(scope="module")
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def found(texts: dict[Path, str], words: tuple[str, ...], suffixes: tuple[str, ...]) -> list[str]:
    """Places where a text file of one of ``suffixes`` (all, if none is given) says a word."""
    return [
        f"{path.relative_to(ROOT)}: {word}"
        for path, text in texts.items()
        for word in words
        if (not suffixes or path.suffix in suffixes) and re.search(rf"\b{re.escape(word)}\b", text)
    ]


def python_files(texts: dict[Path, str]) -> Iterator[tuple[Path, str]]:
    for path, text in texts.items():
        if path.suffix == ".py":
            yield path, text


def test_no_file_names_a_registry(texts: dict[Path, str]) -> None:
    assert found(texts, REGISTRIES, ()) == []


def test_nothing_is_left_unfinished(texts: dict[Path, str]) -> None:
    assert found(texts, UNFINISHED, (".py", ".pyi", ".toml", ".md")) == []


def test_no_checker_is_silenced(texts: dict[Path, str]) -> None:
    assert found(texts, SILENCED, (".py", ".pyi")) == []


def test_no_test_is_skipped(texts: dict[Path, str]) -> None:
    words = ("mark.sk" + "ip", "mark.sk" + "ipif", "mark.xf" + "ail", "pytest.sk" + "ip")
    assert found(texts, (*words, "importor" + "skip"), (".py",)) == []


def test_files_stay_short(texts: dict[Path, str]) -> None:
    long = {}
    for path, text in python_files(texts):
        limit = LONGEST_TEST_LINES if ROOT / "tests" in path.parents else LONGEST_FILE_LINES
        if text.count("\n") > limit:
            long[str(path.relative_to(ROOT))] = text.count("\n")
    assert long == {}


def test_every_folder_with_code_is_a_package_with_a_purpose(texts: dict[Path, str]) -> None:
    folders = {path.parent for path, _ in python_files(texts)}
    for folder in folders:
        if folder.relative_to(ROOT).parts[:1] and folder.relative_to(ROOT).parts[0] in ROOMS:
            text = texts.get(folder / "__init__.py")
            assert text is not None, f"{folder} has no __init__.py"
            assert ast.get_docstring(ast.parse(text)), f"{folder} does not say what it is for"


def test_test_files_have_names_of_their_own(texts: dict[Path, str]) -> None:
    names = [path.name for path, _ in python_files(texts) if path.name.startswith("test_")]
    assert sorted(names) == sorted(set(names))


def test_rooms_are_ours() -> None:
    """An installed package of the same name would be imported by a frozen or moved till."""
    program = (
        "import importlib.util, sys\n"
        f"for name in {(*ROOMS, 'tools')!r}:\n"
        "    spec = importlib.util.find_spec(name)\n"
        "    if spec is not None:\n"
        "        print(name, spec.origin)\n"
    )
    answer = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True
    )
    assert answer.stdout == ""


def imported_names(path: Path) -> set[str]:
    """Dotted names of the modules that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_the_set_up_needs_the_standard_library_only() -> None:
    waiting, seen = [ROOT / "run.py"], set()
    while waiting:
        path = waiting.pop()
        seen.add(path.name)
        for name in imported_names(path):
            package, _, module = name.partition(".")
            if package == "tools":
                reached = ROOT / "tools" / f"{module}.py"
                if reached.name not in seen:
                    waiting.append(reached)
            else:
                assert package in sys.stdlib_module_names, f"{path.name} imports {name}"
    assert {"commands.py", "environment.py", "system_packages.py"} <= seen


def test_one_oldest_python_everywhere(pyproject: dict[str, Any]) -> None:
    oldest = ".".join(str(part) for part in run.MINIMUM_PYTHON)
    assert pyproject["project"]["requires-python"] == f">={oldest}"
    assert pyproject["tool"]["mypy"]["python_version"] == oldest
    assert pyproject["tool"]["ruff"]["target-version"] == "py" + oldest.replace(".", "")


def locked(name: str) -> dict[str, str]:
    """Versions by canonical name from a lock file; fails where one has no hash."""
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    versions: dict[str, str] = {}
    for block in re.split(r"\n(?=\S)", text.strip()):
        match = re.match(r"([A-Za-z0-9._-]+)==([^\s;]+)", block)
        assert match is not None, f"{name}.lock: {block.splitlines()[0]}"
        assert "--hash=sha256:" in block, f"{name}.lock: {match[1]} has no hash"
        versions[canonicalize_name(match[1])] = match[2]
    return versions


@pytest.mark.parametrize("name", ["run", "test", "setup"])
def test_lock_files_are_in_step_with_what_is_declared(name: str, pyproject: dict[str, Any]) -> None:
    declared: list[str] = []
    if name in ("run", "test"):
        declared += pyproject["project"]["dependencies"]
    if name in ("test", "setup"):
        declared += pyproject["dependency-groups"][name]
    versions = locked(name)
    for text in declared:
        requirement = Requirement(text)
        version = versions.get(canonicalize_name(requirement.name))
        assert version is not None, f"{name}.lock lacks {text}: python3 run.py lock"
        assert requirement.specifier.contains(version), f"{name}.lock has {version}, not {text}"


def test_the_till_is_tested_with_the_versions_it_runs_with() -> None:
    till, tests = locked("run"), locked("test")
    assert {name: tests.get(name) for name in till} == till


def test_lock_files_keep_clear_of_what_is_held_back() -> None:
    versions = locked("test")
    lines = (ROOT / "requirements" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    for text in filter(None, (line.partition("#")[0].strip() for line in lines)):
        requirement = Requirement(text)
        version = versions.get(canonicalize_name(requirement.name))
        assert version is None or requirement.specifier.contains(version)


def test_no_part_of_the_till_stands_outside_the_directions(pyproject: dict[str, Any]) -> None:
    layers = " ".join(pyproject["tool"]["importlinter"]["contracts"][0]["layers"])
    parts = {path.stem for path in (ROOT / "kpay_desktop").glob("*.py")} - {"__init__"}
    parts |= {path.parent.name for path in (ROOT / "kpay_desktop").glob("*/__init__.py")}
    placed = set(re.findall(r"kpay_desktop\.(\w+)", layers))
    assert parts <= placed, f"add to the layers in pyproject.toml: {sorted(parts - placed)}"


def test_ci_runs_the_two_commands() -> None:
    script = ROOT / ".ci" / "run"
    text = script.read_text(encoding="utf-8")
    assert "run.py test" in text
    assert "run.py check" in text
    if sys.platform != "win32":
        assert script.stat().st_mode & 0o111
