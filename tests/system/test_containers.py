"""The image and the Compose files: read here, and run as far as that goes without Docker."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.system.workers import STOP_SECONDS
from config import load_config
from tests.support.containers import (
    COMPOSE_FILES,
    applications,
    arguments,
    compose,
    container,
    copied,
    image_environment,
    served,
)
from tests.support.servers import PATIENCE_SECONDS, PROJECT, memory_settings

if TYPE_CHECKING:
    from config import Config

SETTINGS = set(
    re.findall(r"^\| `([A-Z_]+)` \|", (PROJECT / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
)
APPLICATIONS = [(file, name) for file in COMPOSE_FILES for name in applications(file)]


def test_the_dockerfile_is_well_made() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    result = subprocess.run([hadolint, "Dockerfile"], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, "")


def test_the_image_runs_from_a_folder_that_cannot_be_written_as_a_user_who_may_nothing() -> None:
    with container() as box:
        assert not box.is_healthy()
        with served(box) as process:
            ready = f"http://127.0.0.1:{box.settings['PORT']}/readyz"
            with urllib.request.urlopen(ready, timeout=PATIENCE_SECONDS) as answer:
                assert json.load(answer)["status"] == "ok"
            assert box.is_healthy()
            process.terminate()
            output, errors = process.communicate(timeout=PATIENCE_SECONDS)
            assert (process.returncode, output.count("\n"), errors) == (0, 1, "")
        assert {path.name for path in (box.folder / "data").iterdir()} >= {"potrosnja.db", "secret_key", "uploads"}
        assert list((box.folder / "app").rglob("__pycache__")) == []


def test_the_image_has_what_it_copies_and_the_programs_of_backups() -> None:
    let_in = re.findall("^!(.+)$", (PROJECT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(copied()) == set(let_in)
    assert any("postgresql-client" in text for text in arguments("RUN"))


def test_the_image_runs_as_make_does() -> None:
    environment = image_environment()
    assert {name: environment[name] for name in memory_settings()} == memory_settings()
    assert json.loads(arguments("CMD")[0]) == [".venv/bin/python", "run.py"]
    assert "run.py" in re.findall(r"python (\S+)", (PROJECT / "Makefile").read_text(encoding="utf-8"))


def test_the_image_has_the_system_that_the_tests_run_on() -> None:
    workflow = (PROJECT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    systems = {f"python:3.11-slim-{name}" for name in re.findall(r"container: debian:(\w+)", workflow)}
    assert len(systems) == 1
    assert {arguments("FROM", stage)[0].partition(" ")[0] for stage in (0, 1)} == systems


def test_the_user_of_the_image_is_not_root_and_owns_its_folders() -> None:
    user, _ = arguments("USER")[0].split(":")
    made = next(text for text in arguments("RUN") if "install --directory" in text)
    assert user != "0"
    assert f"--owner={user}" in made
    assert re.findall(r" (/\w+)(?= |$)", made.partition("--mode")[2]) == ["/data", "/uploads"]


@pytest.mark.parametrize(("file", "name"), APPLICATIONS)
def test_a_container_may_write_its_folders_alone(file: str, name: str) -> None:
    service = applications(file)[name]
    targets = {volume.rpartition(":")[2] for volume in service["volumes"]}
    settings = service["environment"]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert targets == {settings["DATA_FOLDER"], settings.get("UPLOAD_FOLDER", "/data"), image_environment()["HOME"]}
    assert int(service["stop_grace_period"].rstrip("s")) > STOP_SECONDS


@pytest.mark.parametrize(("file", "name"), APPLICATIONS)
def test_a_container_is_given_settings_that_exist(file: str, name: str) -> None:
    names = applications(file)[name]["environment"]
    assert {setting.removesuffix("_FILE") for setting in names} <= SETTINGS


def test_sqlite_is_reached_from_this_machine_alone() -> None:
    assert applications("compose.yaml")["app"]["ports"] == ["127.0.0.1:5000:5000"]
    assert image_environment()["PORT"] == "5000"


def test_two_containers_share_the_database_the_photos_and_the_key(tmp_path: Path) -> None:
    (tmp_path / "database_url").write_text("postgresql+psycopg://potrosnja:word@database/potrosnja\n")
    (tmp_path / "secret_key").write_text("the same on every machine\n")
    services = applications("compose.postgres.yaml")
    one, two = (config_of(service["environment"], name, tmp_path) for name, service in services.items())
    assert (one.database_url, one.secret_key) == (two.database_url, two.secret_key)
    assert one.upload_folder == two.upload_folder == Path("/uploads")
    assert (one.trusted_proxies, one.data_folder != two.data_folder) == (1, True)
    volumes = [set(service["volumes"]) for service in services.values()]
    assert set.intersection(*volumes) == {"uploads:/uploads", image_environment()["HOME"]}


def config_of(environment: dict[str, object], name: str, folder: Path) -> Config:
    """Return the settings of a container, with its secrets and its data in a folder here."""
    places = {"/run/secrets": str(folder), "/data": str(folder / name)}
    texts = {key: str(value) for key, value in environment.items()}
    for there, here in places.items():
        texts = {key: re.sub(f"^{there}", here, text) for key, text in texts.items()}
    return load_config(texts)


@pytest.mark.parametrize("file", COMPOSE_FILES)
def test_volumes_and_secrets_are_declared(file: str) -> None:
    content = compose(file)
    services = content["services"].values()
    volumes = {volume.split(":")[0] for service in services for volume in service["volumes"] if ":" in volume}
    assert {volume for volume in volumes if "/" not in volume} == set(content["volumes"])
    assert all((PROJECT / volume).is_file() for volume in volumes if "/" in volume)
    assert {secret for service in services for secret in service.get("secrets", [])} == set(content.get("secrets", []))


def test_the_proxy_leads_to_both_containers() -> None:
    caddy = (PROJECT / "docs" / "Caddyfile").read_text(encoding="utf-8")
    upstreams = re.findall(r"reverse_proxy (.+) \{", caddy)[0].split()
    assert upstreams == [f"{name}:{image_environment()['PORT']}" for name in applications("compose.postgres.yaml")]


def test_the_programs_of_backups_are_those_of_the_database() -> None:
    """Bookworm has PostgreSQL 15, and pg_dump refuses a server that is newer."""
    assert compose("compose.postgres.yaml")["services"]["database"]["image"] == "postgres:15-bookworm"
