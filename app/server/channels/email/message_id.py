"""Our own Message-IDs: a signed name of conversation and entry that replies carry back to us."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import RFC_4122, UUID

MAX_LOCAL_PART = 64  # RFC 5321, 4.5.3.1.1
_ID_BITS = 126  # a UUID without its two variant bits, which are always 10
_FULL, _SHORT = 64, 40  # letters: both ids + 68 bits of MAC; conversation + 74 bits
_TOKEN = re.compile(r"(?<![a-z2-7])(?:[a-z2-7]{64}|[a-z2-7]{40})(?![a-z2-7])")
_PLUS = re.compile(r"\+t([a-z2-7]{64}|[a-z2-7]{40})@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TokenIds:
    """What a token names; ``entry_id`` is None in the short form of Reply-To."""

    conversation_id: UUID
    entry_id: UUID | None


class MessageTokens:
    """Makes and verifies tokens with the key of one installation.

    Tokens are lower-case base32: a server on the way may change the case of an address. The same ids and key give
    the same token for ever, so a letter sent again carries the id it had.
    """

    def __init__(self, key: bytes) -> None:
        """Raises:
        ValueError: the key is shorter than 16 bytes.
        """
        if len(key) < 16:
            raise ValueError("a key of at least 16 bytes is needed")
        self._key = key

    def token(self, conversation_id: UUID, entry_id: UUID | None = None) -> str:
        """64 letters for conversation and entry, 40 for the conversation alone.

        Raises:
            ValueError: an id is no RFC 4122 or 9562 UUID.
        """
        ids = [conversation_id] if entry_id is None else [conversation_id, entry_id]
        payload = 0
        for each in ids:
            payload = payload << _ID_BITS | _packed(each)
        bits = (_SHORT if entry_id is None else _FULL) * 5
        mac_bits = bits - _ID_BITS * len(ids)
        number = payload << mac_bits | self._mac(payload, len(ids), mac_bits)
        return base64.b32encode(number.to_bytes(bits // 8, "big")).decode("ascii").lower()

    def verify(self, token: str) -> TokenIds | None:
        """What the token names, or None when we did not make it."""
        if len(token) not in (_FULL, _SHORT) or not token.isascii():
            return None
        try:
            number = int.from_bytes(base64.b32decode(token.upper()), "big")
        except ValueError:
            return None
        count = 2 if len(token) == _FULL else 1
        mac_bits = len(token) * 5 - _ID_BITS * count
        payload, mac = number >> mac_bits, number & ((1 << mac_bits) - 1)
        size = (mac_bits + 7) // 8
        ours = self._mac(payload, count, mac_bits)
        if not hmac.compare_digest(mac.to_bytes(size, "big"), ours.to_bytes(size, "big")):
            return None
        if count == 1:
            return TokenIds(_unpacked(payload), None)
        return TokenIds(_unpacked(payload >> _ID_BITS), _unpacked(payload & ((1 << _ID_BITS) - 1)))

    def message_id(self, conversation_id: UUID, entry_id: UUID, domain: str) -> str:
        """``token@domain`` without brackets."""
        return f"{self.token(conversation_id, entry_id)}@{_domain(domain)}"

    def reply_address(self, address: str, conversation_id: UUID) -> str | None:
        """``local+t<token>@domain``, or None when the local part would be longer than mail allows."""
        local, _, domain = address.rpartition("@")
        tagged = f"{local}+t{self.token(conversation_id)}"
        return f"{tagged}@{domain}" if local and len(tagged) <= MAX_LOCAL_PART else None

    def found(self, message_ids: Iterable[str], addresses: Iterable[str] = ()) -> Iterator[TokenIds]:
        """Every genuine token, in the order given: first those of message ids, then those of addresses.

        Hand over In-Reply-To first and References from the last to the first: the nearest parent then comes first.
        """
        for message_id in message_ids:
            for candidate in _TOKEN.findall(message_id[:1_000].lower()):
                named = self.verify(candidate)
                if named is not None:
                    yield named
        for address in addresses:
            plus = _PLUS.search(address[:1_000])
            named = self.verify(plus[1].lower()) if plus else None
            if named is not None:
                yield named

    def _mac(self, payload: int, count: int, bits: int) -> int:
        purpose = b"mail token %d:" % count
        digest = hmac.digest(self._key, purpose + payload.to_bytes(32, "big"), "sha256")
        return int.from_bytes(digest, "big") >> (256 - bits)


def plain_address(address: str) -> str:
    """The address without our ``+t`` tag, to be matched with an inbox."""
    return _PLUS.sub("@", address, count=1)


def _packed(each: UUID) -> int:
    if each.variant != RFC_4122:
        raise ValueError(f"not an RFC 4122 UUID: {each}")
    number = each.int
    return (number >> 64) << 62 | (number & ((1 << 62) - 1))


def _unpacked(number: int) -> UUID:
    return UUID(int=(number >> 62) << 64 | 0b10 << 62 | (number & ((1 << 62) - 1)))


def _domain(domain: str) -> str:
    clean = re.sub(r"[^A-Za-z0-9.\-]", "", domain.encode("idna" if not domain.isascii() else "ascii").decode("ascii"))
    return clean.strip(".") or "localhost"
