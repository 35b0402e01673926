"""Passwords of inboxes, sealed with a key derived from the server's master key."""

import json
import secrets
from uuid import UUID

from app.model.account import InboxSecret
from app.server.transaction import ServerTx

PURPOSE = "inbox secret"
"""Name under which the key is derived."""

_NONCE = 12


class InboxSecrets:
    """Seals and opens what an inbox must not show: ``{"smtp_password": …}``. Bound to workspace and inbox."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def seal(self, ws: UUID, inbox_id: UUID, values: dict[str, str]) -> bytes:
        """AES-256-GCM over the values."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(_NONCE)
        return nonce + AESGCM(self._key).encrypt(nonce, json.dumps(values).encode(), ws.bytes + inbox_id.bytes)

    def open(self, row: InboxSecret | None) -> dict[str, str]:
        """The values; empty when there is no row.

        Raises:
            cryptography.exceptions.InvalidTag: another key, or a row of another inbox.
        """
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if row is None:
            return {}
        plain = AESGCM(self._key).decrypt(row.sealed[:_NONCE], row.sealed[_NONCE:], row.ws.bytes + row.inbox_id.bytes)
        found: dict[str, str] = json.loads(plain)
        return found

    def keep(self, tx: ServerTx, inbox_id: UUID, values: dict[str, str]) -> None:
        """Replace an inbox's secrets."""
        row = tx.session.get(InboxSecret, (tx.ws, inbox_id))
        if row is None:
            row = InboxSecret(ws=tx.ws, inbox_id=inbox_id)
            tx.session.add(row)
        row.sealed = self.seal(tx.ws, inbox_id, values)
