"""Where a request comes from."""

from __future__ import annotations

from dataclasses import dataclass

from flask import has_request_context, request

from app.core.devices import describe_device
from app.models.login_session import ADDRESS_MAX_LENGTH, DEVICE_MAX_LENGTH


@dataclass(frozen=True)
class Origin:
    """The client's IP address, and its browser and system in words; a command of the host has neither."""

    address: str = ""
    device: str = ""


def request_origin() -> Origin:
    if not has_request_context():
        return Origin()
    address, device = request.remote_addr or "", describe_device(request.user_agent.string)
    return Origin(address[:ADDRESS_MAX_LENGTH], device[:DEVICE_MAX_LENGTH])
