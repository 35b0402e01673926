"""A From header made ready to be read: display name and mailbox apart, decorations gone, hostile text refused."""

import re
import unicodedata

LONGEST = 400
"""Characters of a header that is read at all; the column that keeps it holds as many."""

_ADDRESS = re.compile(r"<\s*([^<>\s]*@[^<>\s]*)\s*>\s*$")
_BARE = re.compile(r"^[^\s<>@\"]+@[^\s<>@\"]+$")
_HARMLESS = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f"))
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_MARKUP = re.compile(
    r"[<>{}\[\]\\`$%^=]|&#?\w+;|=\?|--|\)\s*;|//|www\.|https?:|javascript|\.(?:ru|com|org|net|рф)\b", re.IGNORECASE
)
_LEADING = re.compile(r"^(?:re|fwd?|from|to|от|кому)\s*:\s*", re.IGNORECASE)
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

    Refused are control and bidirectional characters, markup, templates, links, words left encoded and heaps of accents.
    """
    text = display.replace("&quot;", '"').translate(_HARMLESS).replace("\t", " ")
    text = unicodedata.normalize("NFC", re.sub(r"\s", " ", text) if "\n" not in text and "\r" not in text else text)
    if len(text) > LONGEST or _is_hostile(text):
        return None
    plain = "".join(" " if unicodedata.category(sign) in ("So", "Sk", "Zs", "Cn", "Co") else sign for sign in text)
    plain = _LEADING.sub("", plain.strip())
    return " ".join(re.sub(r"[*~_!?…♥]+(?=\s|$)|(?:^|(?<=\s))[*~_!]+", " ", plain).split())


def unquoted(text: str) -> str:
    """Without the quotes around the whole and without quoted pieces inside: Иван "Ваня" Петров is Иван Петров."""
    inner = _QUOTES.sub("", text.strip()) if len(re.findall(r"[\"“”„«»]", text)) <= 2 else text
    inner = re.sub(r"[\"“„«][^\"“”„«»]*[\"”“»]", " ", inner)
    return " ".join(re.sub(r"[\"“”„«»]|(?<!\w)['‘’]|['‘’](?!\w)", " ", inner).split())


def _is_hostile(text: str) -> bool:
    marks = sum(unicodedata.category(sign) in ("Mn", "Me") for sign in text)
    control = any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in text)
    return control or marks > 1 or "\ufffd" in text or bool(_BIDI.search(text) or _MARKUP.search(text))
