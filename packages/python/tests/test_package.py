"""The Python package: its wheel, and what it needs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Callable

import pytest
from pea import Pea

FOLDER = Path(__file__).parent.parent

#: Of Debian's Python, if that has them: another one may come first on the path.
TOOLS = ("pip", "setuptools", "wheel")


def _builder() -> str | None:
    """A Python that can build wheels without a network."""
    for python in (sys.executable, "/usr/bin/python3"):
        command = [python, "-c", "import sys; from importlib.util import find_spec; assert all(map(find_spec, sys.argv[1:]))"]
        if shutil.which(python) and subprocess.run([*command, *TOOLS], stderr=subprocess.DEVNULL).returncode == 0:
            return python
    if os.environ.get("CI"):
        raise RuntimeError(f"{', '.join(TOOLS)} are not installed: see scripts/install-test-tools")
    return None


BUILDER = _builder()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if BUILDER is None:
        pytest.skip(f"{', '.join(TOOLS)} are not installed: see scripts/install-test-tools")
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(FOLDER / "peaflow", source / "peaflow", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(FOLDER / "pyproject.toml", source)
    options = ["--no-build-isolation", "--no-deps", "--no-index", "--quiet", "--wheel-dir", str(folder)]
    subprocess.run([BUILDER, "-m", "pip", "wheel", *options, str(source)], check=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_has_every_file_and_nothing_else(wheel: Path) -> None:
    files = {str(path.relative_to(FOLDER)) for path in (FOLDER / "peaflow").rglob("*") if path.suffix in (".py", ".typed")}
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert packed == files and "peaflow/py.typed" in packed


def test_an_installed_wheel_is_imported_and_runs_executors(wheel: Path, tmp_path: Path) -> None:
    assert BUILDER is not None
    subprocess.run([BUILDER, "-m", "venv", "--without-pip", str(tmp_path / "venv")], check=True)
    python = str(tmp_path / "venv" / "bin" / "python")
    install = ["install", "--no-index", "--no-deps", "--quiet", str(wheel)]
    subprocess.run([BUILDER, "-m", "pip", "--python", python, *install], check=True)
    code = "import peaflow; print(peaflow.__file__, [getattr(peaflow, name).__name__ for name in peaflow.__all__])"
    found = subprocess.run([python, "-c", code], cwd=tmp_path, check=True, stdout=subprocess.PIPE, text=True).stdout
    assert found.startswith(str(tmp_path / "venv")) and "Executor" in found


def test_the_version_is_that_of_the_npm_package() -> None:
    version = json.loads((FOLDER / "package.json").read_text())["version"]
    assert f'\nversion = "{version}"\n' in (FOLDER / "pyproject.toml").read_text()


def test_the_host_needs_nothing_but_python(tmp_path: Path) -> None:
    file = tmp_path / "executor.py"
    file.write_text(
        """
import sys
from array import array
from peaflow import requests

@requests
def double(docs):
    assert type(docs[0].embedding) is array and docs.embeddings == [docs[0].embedding]
    docs[0].embedding = array("f", [2 * number for number in docs[0].embedding])
    docs[0].imported = [name for name in ("asyncio", "logging", "msgpack", "numpy", "re", "typing") if name in sys.modules]
"""
    )
    # Neither packages that are installed nor the environment.
    with Pea(file, options=["-I", "-S"]) as pea:
        from array import array

        (doc,) = pea.call([{"embedding": array("f", [1, 2.5])}])
        assert list(doc["embedding"]) == [2, 5] and doc["imported"] == []


def test_an_executor_is_ready_without_what_it_does_not_use(write: Callable[..., Path]) -> None:
    code = """
        import sys
        from peaflow import Executor, requests

        class Modules(Executor):
            @requests
            def list(self, docs): return [{"modules": sorted(sys.modules)}]
    """
    with Pea(write(code), options=["-I", "-S"]) as pea:
        ((found),) = pea.call([])
    slow = {"asyncio", "ctypes", "dataclasses", "enum", "inspect", "json", "logging", "re", "signal", "threading", "traceback", "typing"}
    assert not slow & set(found["modules"])
