"""A file without a name is called the same on every system, whatever list of kinds that has."""

import mimetypes
from collections.abc import Iterator

import pytest

from app.server.channels.email.file_name import file_name
from app.server.channels.email.mime import parse_mail

OFFICE = "application/vnd.openxmlformats-officedocument."


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A system that has no list, as a small image of a container."""
    with monkeypatch.context() as without:
        without.setattr(mimetypes, "knownfiles", [])
        mimetypes.init()
        yield
    mimetypes.init()


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("application/pdf", "file.pdf"),
        ("image/jpeg", "file.jpg"),
        (f"{OFFICE}spreadsheetml.sheet", "file.xlsx"),
        (f"{OFFICE}wordprocessingml.document", "file.docx"),
        ("text/calendar", "file.ics"),
        ("image/webp", "file.webp"),
        ("application/x-strange", "file"),
    ],
)
def test_a_file_without_a_name_ends_as_its_kind_does(kind: str, name: str) -> None:
    head = f"Content-Type: {kind}\nContent-Disposition: attachment\n\n"
    (part,) = parse_mail(head.encode() + b"data").attachments
    assert file_name(part) == name
