"""Large files that a mail program left in a cloud: their links, as data; nothing is ever fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_LINKS = 20
MAX_SCANNED = 200_000

_CLOUDS: tuple[tuple[str, str], ...] = (
    ("mail.ru", r"https?://(?:cloud\.mail\.ru/(?:public|stock|link)/|files\.mail\.ru/|cloud\.mail\.ru/attaches/)"),
    (
        "Yandex",
        r"https?://(?:disk\.yandex\.(?:ru|com|kz|by)/(?:[di]|public|mail|client)|yadi\.sk/|disk\.360\.yandex\.ru/d)",
    ),
    ("Google", r"https?://(?:drive|docs)\.google\.com/(?:file|open|drive/folders|uc|document|spreadsheets)"),
    ("Dropbox", r"https?://(?:www\.)?dropbox\.com/(?:s|scl|sh)/"),
    ("OneDrive", r"https?://(?:1drv\.ms|onedrive\.live\.com|[\w-]+\.sharepoint\.com/:)"),
    ("WeTransfer", r"https?://(?:we\.tl/|wetransfer\.com/downloads)"),
    ("Disk", r"https?://(?:dropmefiles\.com/|fex\.net/)"),
)
"""Whose cloud, and how its links begin."""

_LINK = re.compile("|".join(f"(?P<c{at}>{pattern})" for at, (_, pattern) in enumerate(_CLOUDS)), re.IGNORECASE)
_REST = re.compile(r"[^\s<>\"'«»\])]*")
_ANY_URL = re.compile(r"\S+://\S+")
_NAME = re.compile(r"[\w()\[\]@+,.' №-]{1,120}\.[A-Za-z0-9]{2,5}\b", re.UNICODE)


@dataclass(frozen=True, slots=True)
class CloudLink:
    """A link to a file; ``name`` is what stands beside it, empty when nothing does."""

    cloud: str
    url: str
    name: str


def cloud_links(text: str) -> list[CloudLink]:
    """Links to files in known clouds, each once, in order."""
    found: dict[str, CloudLink] = {}
    scanned = text[:MAX_SCANNED]
    if "://" not in scanned:
        return []
    for hit in _LINK.finditer(scanned):
        rest = _REST.match(scanned, hit.end())
        url = (hit[0] + (rest[0] if rest else "")).rstrip(".,;:!?")[:1_000]
        if url not in found and len(found) < MAX_LINKS:
            cloud = _CLOUDS[int(str(hit.lastgroup)[1:])][0]
            found[url] = CloudLink(cloud, url, _beside(scanned, hit.start()))
    return list(found.values())


def _beside(text: str, at: int) -> str:
    """The last file name on the line of the link, else on the line above it."""
    begin = text.rfind("\n", 0, at) + 1
    above = text.rfind("\n", 0, max(begin - 1, 0)) + 1
    for line in (text[begin:at], text[above : max(begin - 1, 0)]):
        names = [each.strip(" -,") for each in _NAME.findall(_ANY_URL.sub("\n", line))]
        if names:
            return str(names[-1])[:120]
    return ""
