"""Nothing in the tree names a package registry or a folder of one machine."""

import re
import subprocess

import pytest

from tests.house.sizes import ROOT

FOREIGN = re.compile(
    "|".join(
        [
            r"pypi[.]" + "org",
            r"python" + r"hosted[.]",
            r"registry[.]npm" + "js",
            r"deb[.]debian[.]" + "org",
            r"(?<![\w.])/wor" + "k/(main|shared|[.])",
            r"(?<![\w.])/roo" + r"t/",
            r"(?<![\w.])/tmp/(bash|boot|brief|clone)",
        ]
    )
)


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [name for name in listed.stdout.decode().split("\0") if name]


@pytest.mark.parametrize(
    "text", ["https://pypi." + "org/simple", "/wor" + "k/main/app", "see /roo" + "t/.cache", "deb.debian." + "org"]
)
def test_a_foreign_word_is_found(text):
    assert FOREIGN.search(text)


def test_no_file_names_a_registry_or_a_folder_of_one_machine():
    found = []
    for name in tracked():
        try:
            text = (ROOT / name).read_text("utf8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        found += [f"{name}: {match[0]}" for match in FOREIGN.finditer(text)]
    assert not found
