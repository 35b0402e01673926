"""A From header made ready to be read: display name and mailbox apart, decorations gone, hostile text refused."""

import re
import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header

LONGEST = 400
"""Characters of a header that is read at all; the column that keeps it holds as many."""

_ADDRESS = re.compile(r"<\s*([^<>\s]*@[^<>\s]*)\s*>\s*$")
_BARE = re.compile(r"^[^\s<>@\"]+@[^\s<>@\"]+$")
_HARMLESS = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f"))
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_MARKUP = re.compile(r"[<>{}\[\]\\`$%^=]|&#?\w+;|//|www\.|https?:|javascript|\.(?:ru|com|org|net|рф)\b", re.IGNORECASE)
_ENCODED = re.compile(r"=\?[^?\s]+\?[bq]\?[^?]*\?=", re.IGNORECASE)
_QUOTES = re.compile(r"^[\"“”„«»'‘’]+|[\"“”„«»'‘’]+$")


def split_header(header: str, address: str = "") -> tuple[str, str]:
    """Display name and mailbox of a header; without a mailbox in it ``address`` is taken."""
    header = header[: LONGEST * 2].strip()
    found = _ADDRESS.search(header)
    if found:
        return header[: found.start()].strip(), found[1]
    if _BARE.match(header):
        return "", header
    return header, address[:LONGEST].strip()


def readable(display: str) -> str | None:
    """The display name as one plain line, or None when no operator should be led by it.

    Refused are control and bidirectional characters, markup, templates, links, broken encodings and heaps of accents.
    """
    text = _decoded(display).replace("&quot;", '"').translate(_HARMLESS).replace("\t", " ")
    text = unicodedata.normalize("NFC", re.sub(r"\s", " ", text) if "\n" not in text and "\r" not in text else text)
    if len(text) > LONGEST or _is_hostile(text):
        return None
    plain = "".join(" " if unicodedata.category(sign) in ("So", "Sk", "Zs", "Cn", "Co") else sign for sign in text)
    return " ".join(re.sub(r"[*~_!?…♥]+(?=\s|$)|(?:^|(?<=\s))[*~_!]+", " ", plain).split())


def unquoted(text: str) -> str:
    """Without the quotes around the whole and without quoted pieces inside: Иван "Ваня" Петров is Иван Петров."""
    inner = _QUOTES.sub("", text.strip()) if len(re.findall(r"[\"“”„«»]", text)) <= 2 else text
    inner = re.sub(r"[\"“„«][^\"“”„«»]*[\"”“»]", " ", inner)
    return " ".join(re.sub(r"[\"“”„«»]", " ", inner).split())


def _decoded(text: str) -> str:
    if not _ENCODED.search(text):
        return text
    try:
        parts = decode_header(text)
        return "".join(
            part.decode(charset or "ascii", "strict") if isinstance(part, bytes) else part for part, charset in parts
        )
    except (HeaderParseError, LookupError, ValueError):
        return "\ufffd"


def _is_hostile(text: str) -> bool:
    marks = sum(unicodedata.category(sign) in ("Mn", "Me") for sign in text)
    control = any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in text)
    return control or marks > 1 or "\ufffd" in text or bool(_BIDI.search(text) or _MARKUP.search(text))
