"""The digest that tells a mail delivered twice from another mail with the same id."""

from __future__ import annotations

import hashlib

from app.server.channels.email.mime import ParsedMail


def mail_digest(mail: ParsedMail) -> bytes:
    """SHA-256 over From, Date and the decoded body, 32 bytes.

    A second copy may come another way, recoded and refolded: so white space counts as one space, the encoding of the
    transport not at all. Attachments belong to the body: two scans of one second from one device are two mails. A
    page that is read in place of an empty text counts once: as it did when it was not read yet.
    """
    digest = hashlib.sha256()
    _add(digest, "\n".join(sorted(address.address.lower() for address in mail.from_)).encode("utf-8", "replace"))
    date = mail.date_at.isoformat() if mail.date_at else mail.headers.text("date")
    _add(digest, date.encode("utf-8", "replace"))
    _add(digest, " ".join(mail.body_text.split() if mail.says_text else ()).encode("utf-8", "replace"))
    _add(digest, " ".join((mail.body_html or "").split()).encode("utf-8", "replace"))
    for part in mail.attachments:
        _add(digest, part.name.encode("utf-8", "replace"))
        data = part.data
        _add(digest, data.strip() if part.encoding not in {"base64"} else data)
    return digest.digest()


def _add(digest: hashlib._Hash, data: bytes) -> None:
    """With its length, so that two fields never flow together."""
    digest.update(len(data).to_bytes(8, "big"))
    digest.update(data)
