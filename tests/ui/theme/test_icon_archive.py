"""Icons are read straight out of their archive."""

from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from ui.theme.font import package_folder
from ui.theme.icon_archive import IconArchive


def test_every_icon_reads_as_by_the_standard_library():
    path = package_folder("lucide") / "lucide.zip"
    archive = IconArchive(path)
    with ZipFile(path) as known:
        assert all(archive.read(name) == known.read(name) for name in known.namelist())


def test_an_icon_that_ends_like_another_and_one_that_is_not_packed_are_found(tmp_path):
    path = tmp_path / "icons.zip"
    with ZipFile(path, "w") as made:
        made.writestr("file-search.svg", b"a file", ZIP_STORED)
        made.writestr("search.svg", b"a glass " * 99, ZIP_DEFLATED)
    archive = IconArchive(path)
    assert archive.read("search.svg") == b"a glass " * 99
    assert archive.read("file-search.svg") == b"a file"


@pytest.mark.parametrize("name", ["no-such-icon.svg", "earch.svg", ""])
def test_an_icon_that_is_not_there_is_an_error(name):
    with pytest.raises(KeyError):
        IconArchive(package_folder("lucide") / "lucide.zip").read(name)
