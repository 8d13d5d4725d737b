"""A passkey in software: it answers what a server asks, as a browser with a device would."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

_PRESENT, _VERIFIED, _HAS_KEY = 1, 4, 64


@dataclass
class Authenticator:
    """One passkey for one host name; it counts what it signs."""

    origin: str = "http://localhost"
    rp_id: str = "localhost"
    is_owner_seen: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    count: int = 0

    def make(self, options: dict[str, Any], **overrides: str) -> str:
        """Answer the options of a new passkey."""
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._data(_HAS_KEY) + self._public_key()}
        client_data = self._client_data("webauthn.create", options["challenge"], **overrides)
        return self._answer(clientDataJSON=client_data, attestationObject=cbor2.dumps(attestation))

    def use(self, options: dict[str, Any], **overrides: str) -> str:
        """Answer the options of a log-in."""
        self.count += 1
        data = self._data()
        client_data = self._client_data("webauthn.get", options["challenge"], **overrides)
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client_data, authenticatorData=data, signature=signature)

    def _client_data(self, kind: str, challenge: str, **overrides: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, **overrides}).encode()

    def _data(self, flags: int = 0) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.is_owner_seen else 0)
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _public_key(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        point = {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        length = len(self.credential_id).to_bytes(2, "big")
        return bytes(16) + length + self.credential_id + cbor2.dumps({1: 2, 3: -7, -1: 1, **point})

    def _answer(self, **response: bytes) -> str:
        texts = {name: _base64(content) for name, content in response.items()}
        name = _base64(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": texts})


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")
