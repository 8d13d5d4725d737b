"""What the Dockerfile and the Compose files say, so that tests can run it without Docker."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import yaml

from tests.support.servers import PROJECT, STOP_SECONDS, free_port, wait_for_port

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPOSE_FILES = ("compose.yaml", "compose.postgres.yaml")


@cache
def instructions(stage: int) -> list[tuple[str, str]]:
    """Return the instructions of a stage of the Dockerfile, each with its arguments."""
    text = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    pairs = [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines if line.strip()]
    starts = [number for number, (name, _) in enumerate(pairs) if name == "FROM"]
    return pairs[starts[stage] : [*starts, len(pairs)][stage + 1]]


def arguments(name: str, stage: int = 1) -> list[str]:
    return [text for instruction, text in instructions(stage) if instruction == name]


def image_environment() -> dict[str, str]:
    return dict(item.split("=", 1) for text in arguments("ENV") for item in text.split())


def copied() -> list[str]:
    """Return the files and folders of the project that the image has."""
    return [name for text in arguments("COPY", 0) for name in (text.split()[:-1])]


def compose(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((PROJECT / name).read_text(encoding="utf-8"))
    return content


def applications(name: str) -> dict[str, dict[str, Any]]:
    """Return the services of a Compose file that run this application."""
    return {key: service for key, service in compose(name)["services"].items() if "build" in service}


@dataclass(frozen=True)
class Container:
    """What the image runs, as the image's user, in a copy of what it copies that cannot be written."""

    folder: Path
    settings: dict[str, str]

    def start(self, command: str) -> subprocess.Popen[str]:
        program, *rest = json.loads(command)
        assert program == ".venv/bin/python"
        return subprocess.Popen(
            [*_as_user(), sys.executable, *rest],
            cwd=self.folder / "app",
            env=self.settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def is_healthy(self) -> bool:
        command = arguments("HEALTHCHECK")[0].partition("CMD ")[2]
        with self.start(command) as process:
            output = process.communicate(timeout=STOP_SECONDS)
        assert output == ("", "")
        return process.returncode == 0


def _as_user() -> list[str]:
    """Return what makes root the user of the image, or, where that user sees no Python, what takes its powers."""
    if os.geteuid() != 0:
        return []
    user, group = arguments("USER")[0].split(":")
    python = Path(sys.executable).resolve()
    is_seen = all(path.stat().st_mode & 1 for path in (Path(sys.prefix), *python.parents))
    identity = ["--reuid", user, "--regid", group, "--clear-groups"] if is_seen else []
    return ["setpriv", "--no-new-privs", "--bounding-set=-all", *identity]


@contextmanager
def container(**settings: str) -> Iterator[Container]:
    with TemporaryDirectory(dir="/tmp", ignore_cleanup_errors=True) as name:  # all may pass through it
        folder = Path(name)
        folder.chmod(0o755)
        _copy_project(folder / "app")
        for writable in ("data", "tmp"):
            (folder / writable).mkdir()
            (folder / writable).chmod(0o777)
        places = {"DATA_FOLDER": str(folder / "data"), "HOME": str(folder / "tmp"), "TMPDIR": str(folder / "tmp")}
        own = {**image_environment(), **places, "HOST": "127.0.0.1", "PORT": str(free_port()), "WORKERS": "1"}
        yield Container(folder, {**own, "READ_RECEIPTS": "off", **settings})


def _copy_project(target: Path) -> None:
    for name in copied():
        source = PROJECT / name
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target / name)
    for path in (target, *target.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)


@contextmanager
def served(box: Container) -> Iterator[subprocess.Popen[str]]:
    """Run the command of the image until the caller is done."""
    with box.start(arguments("CMD")[0]) as process:
        try:
            wait_for_port(process, int(box.settings["PORT"]))
            yield process
        finally:
            process.terminate()
            process.wait(STOP_SECONDS)
            for path in (box.folder, *box.folder.rglob("*")):
                if path.is_dir():
                    path.chmod(0o777)
