"""What docs/deploy.md and the units of systemd promise, held to the code."""

from __future__ import annotations

import re
from configparser import RawConfigParser
from typing import TYPE_CHECKING

import pytest

from app.system.server import BODY_TIMEOUT_SECONDS
from config import load_config
from tests.support.containers import applications
from tests.support.servers import PROJECT

if TYPE_CHECKING:
    from configparser import SectionProxy
    from pathlib import Path

GUIDE = (PROJECT / "docs" / "deploy.md").read_text(encoding="utf-8")
CADDY = (PROJECT / "docs" / "Caddyfile").read_text(encoding="utf-8")
HARDENED = {
    "CapabilityBoundingSet": "",
    "NoNewPrivileges": "true",
    "PrivateDevices": "true",
    "PrivateTmp": "true",
    "ProtectHome": "true",
    "ProtectSystem": "strict",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "RestrictNamespaces": "true",
    "StateDirectory": "potrosnja",
    "SystemCallFilter": "~@privileged",
    "UMask": "0077",
}


def service(name: str) -> SectionProxy:
    unit = RawConfigParser(strict=False)  # a setting may come twice, and the last one counts here
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(PROJECT / "docs" / name, encoding="utf-8")
    return unit["Service"]


@pytest.mark.parametrize("name", ["potrosnja.service", "potrosnja-backup.service"])
def test_a_unit_may_write_its_folders_alone_and_do_nothing_else(name: str) -> None:
    unit = service(name)
    assert {key: unit[key] for key in HARDENED} == HARDENED
    assert "Environment=DATA_FOLDER=/var/lib/potrosnja\n" in (PROJECT / "docs" / name).read_text(encoding="utf-8")


def test_the_backup_runs_with_what_the_server_has_and_may_do_no_more() -> None:
    server, backup = dict(service("potrosnja.service")), dict(service("potrosnja-backup.service"))
    assert backup.pop("Type") == "oneshot"
    assert backup.pop("ExecStart").split()[3] == backup.pop("ReadWritePaths")
    del backup["Environment"]  # comes twice in the server's unit; the test above reads it
    assert backup.items() <= server.items()
    assert {key for key in server if key.startswith(("Protect", "Restrict", "SystemCall"))} <= set(backup)


def test_a_limit_of_a_proxy_lets_the_largest_request_through(tmp_path: Path) -> None:
    """Only nginx has a limit; the others leave it to the application, whose answer people understand."""
    limits = [int(number) * 1024**2 for number in re.findall(r"client_max_body_size (\d+)m;\n", GUIDE)]
    assert len(limits) == 1
    assert limits[0] > load_config({"DATA_FOLDER": str(tmp_path)}).max_request_bytes
    assert "max_size" not in GUIDE + CADDY


def test_proxies_wait_for_a_body_as_long_as_the_server() -> None:
    minutes = re.findall(r"(?:read_body |readTimeout=)(\d+)m\n", GUIDE + CADDY)
    assert [60 * int(number) for number in minutes] == 3 * [BODY_TIMEOUT_SECONDS]


def test_the_guide_names_services_that_exist() -> None:
    with_sqlite = re.findall(r"docker compose (?:run|exec) [^`]*?(\w+) \.venv/bin/flask", GUIDE)
    with_sqlite += re.findall(r"docker compose logs --follow (\w+)`", GUIDE)
    assert set(with_sqlite) == set(applications("compose.yaml"))
    with_postgresql = re.findall(r"-f compose\.postgres\.yaml run [^\n]* (\w+) \\\n", GUIDE)
    assert set(with_postgresql) <= set(applications("compose.postgres.yaml"))


def test_the_guide_makes_the_secrets_that_the_containers_read() -> None:
    made = set(re.findall(r"> secrets/(\w+)", GUIDE))
    read = {secret for item in applications("compose.postgres.yaml").values() for secret in item["secrets"]}
    assert made == read | {"database_password"}
