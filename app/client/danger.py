"""The table of dangerous files, read once, and what it says of a file."""

import json
from functools import cache

from app.client.handout import safe_name
from app.domain.danger import Danger, DangerTable, content_dangers, name_dangers, table_of
from app.resource import resource_folder


@cache
def danger_table() -> DangerTable:
    """``resources/dangerous_files.json``."""
    return table_of(json.loads((resource_folder() / "dangerous_files.json").read_text("utf-8")))


def dangers_of_name(name: str) -> tuple[Danger, ...]:
    """What the name of a file gives away: as it came, and as it will stand on the disk, shortened and cleaned."""
    table = danger_table()
    return tuple(dict.fromkeys((*name_dangers(name, table), *name_dangers(safe_name(name), table))))


def dangers_of(name: str, content: bytes) -> tuple[Danger, ...]:
    """What name and content give away together, each reason once."""
    return tuple(dict.fromkeys((*dangers_of_name(name), *content_dangers(content, danger_table()))))
