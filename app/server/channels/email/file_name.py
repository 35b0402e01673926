"""What a file is called that came without a name: by what it is, so that it can be seen, saved and opened."""

import mimetypes
import re

from app.server.channels.email.header import read_headers
from app.server.channels.email.mime import ParsedPart

LETTER = "message/rfc822"
MAX_NAME = 80
_HEAD = 64_000
_NO_NAME = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|]+')


def file_name(part: ParsedPart) -> str:
    """The name its sender gave, else one of our own with the ending of its kind; of a letter its subject."""
    if part.name:
        return part.name
    if part.content_type == LETTER:
        return f"{_subject(part) or 'letter'}.eml"
    return "file" + (mimetypes.guess_extension(part.content_type) or "")


def _subject(part: ParsedPart) -> str:
    data = part.data[:_HEAD]
    headers, _ = read_headers(data, 0, len(data), [])
    return " ".join(_NO_NAME.sub(" ", headers.text("subject")).split())[:MAX_NAME].strip(". ")
