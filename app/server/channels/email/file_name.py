"""What a file is called that came without a name: by what it is, so that it can be seen, saved and opened."""

import mimetypes
import re
from functools import cache

from app.server.channels.email.header import read_headers
from app.server.channels.email.mime import ParsedPart

LETTER = "message/rfc822"
MAX_NAME = 80
_HEAD = 64_000
_NO_NAME = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|]+')

_OFFICE = "application/vnd.openxmlformats-officedocument."
_MORE = {
    f"{_OFFICE}wordprocessingml.document": ".docx", f"{_OFFICE}spreadsheetml.sheet": ".xlsx",
    f"{_OFFICE}presentationml.presentation": ".pptx", "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods", "application/rtf": ".rtf", "text/rtf": ".rtf",
    "text/calendar": ".ics", "text/vcard": ".vcf", "image/webp": ".webp", "image/heic": ".heic", "audio/ogg": ".ogg",
    "audio/mp4": ".m4a", "audio/amr": ".amr", "application/x-zip-compressed": ".zip", "application/vnd.rar": ".rar",
    "application/x-rar-compressed": ".rar", "application/x-7z-compressed": ".7z",
}  # fmt: skip
"""What Python does not know of itself."""


@cache
def _kinds() -> mimetypes.MimeTypes:
    """Nothing of the system's own list: a server in a small image has none, one on Windows another."""
    kinds = mimetypes.MimeTypes()
    for kind, ending in _MORE.items():
        kinds.add_type(kind, ending)
    return kinds


def file_name(part: ParsedPart) -> str:
    """The name its sender gave, else one of our own with the ending of its kind; of a letter its subject."""
    if part.name:
        return part.name
    if part.content_type == LETTER:
        return f"{_subject(part) or 'letter'}.eml"
    return "file" + (_kinds().guess_extension(part.content_type) or "")


def _subject(part: ParsedPart) -> str:
    data = part.data[:_HEAD]
    headers, _ = read_headers(data, 0, len(data), [])
    return " ".join(_NO_NAME.sub(" ", headers.text("subject")).split())[:MAX_NAME].strip(". ")
