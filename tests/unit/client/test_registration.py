"""Links of a switchboard lead to the program that was installed, wherever it lies."""

import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

import app.client.registration as registration
from app.client.registration import (
    ENTRY,
    MAC_INFO,
    keep_registered,
    register_on_linux,
    registry_values,
    user_folders,
    with_default,
)
from tests.services.process import need

LINK = "deskhand://call?from=+79175553208&dir=in"
LINE = "x-scheme-handler/deskhand=deskhand.desktop"
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="desktop entries are of Linux")


@pytest.fixture
def person(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who has registered nothing yet."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**kept, "HOME": str(tmp_path / "home"), "XDG_DATA_DIRS": str(tmp_path / "none")}


def program_in(folder: Path) -> Path:
    """A program that writes down what it was given."""
    folder.mkdir(parents=True)
    made = folder / "deskhand"
    made.write_text('#!/bin/sh\nprintf "%s" "$1" > "$0.given"\n', "utf-8")
    made.chmod(0o755)
    return made


@linux
@pytest.mark.parametrize("folder", ["opt", 'Мои программы "$HOME" \\n `id`'])
def test_a_link_that_is_opened_by_the_desktop_reaches_the_program(tmp_path, person, folder):
    need("gio")
    program = program_in(tmp_path / folder)
    register_on_linux(program, *user_folders(person))
    asked = ["gio", "mime", "x-scheme-handler/deskhand"]
    said = subprocess.run(asked, env=person, capture_output=True, check=True, text=True, timeout=20).stdout
    assert ENTRY in said.splitlines()[0]
    given = program.with_name("deskhand.given")
    os.mkfifo(given)
    reader = os.open(given, os.O_RDONLY | os.O_NONBLOCK)
    subprocess.run(["gio", "open", LINK], env=person, check=True, timeout=20)
    assert select.select([reader], [], [], 20)[0]
    assert os.read(reader, 4096).decode() == LINK
    os.close(reader)


def test_what_a_person_chose_for_other_links_stays_and_what_they_chose_for_ours_too():
    theirs = "[Added Associations]\ntext/plain=vim.desktop\n\n[Default Applications]\ntext/html=firefox.desktop\n"
    lines = with_default(theirs).splitlines()
    assert [it for it in lines if it != LINE] == theirs.splitlines()
    assert lines.index(LINE) > lines.index("[Default Applications]")
    assert with_default(with_default(theirs)) == with_default(theirs)
    assert with_default("") == f"[Default Applications]\n{LINE}\n"
    other = "[Default Applications]\nx-scheme-handler/deskhand=mine.desktop\n"
    assert with_default(other) == other


@linux
def test_an_installed_program_registers_where_it_lies_now_and_a_source_tree_nothing(tmp_path, monkeypatch, person):
    for name, value in person.items():
        monkeypatch.setenv(name, value)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    entry = user_folders(person)[0] / "applications" / ENTRY
    keep_registered()
    assert not entry.exists()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    for place in ("/opt/one/deskhand", "/opt/two/deskhand"):
        monkeypatch.setattr(sys, "executable", place)
        keep_registered()
        assert f'Exec="{place}" %u' in entry.read_text("utf-8")


@linux
def test_a_folder_whose_name_is_no_unicode_is_no_hindrance_to_work(tmp_path, monkeypatch, person):
    for name, value in person.items():
        monkeypatch.setenv(name, value)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", os.fsdecode(b"/opt/\xcf\xf0\xee\xe3/deskhand"))
    keep_registered()
    assert not list(Path(person["HOME"]).rglob("*.desktop*"))


@linux
def test_what_is_registered_for_everybody_is_left_alone(tmp_path, monkeypatch, person):
    everybody = tmp_path / "none" / "applications" / ENTRY
    everybody.parent.mkdir(parents=True)
    everybody.write_text("[Desktop Entry]\n", "utf-8")
    for name, value in person.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    keep_registered()
    assert not (user_folders(person)[0] / "applications").exists()


def test_in_windows_the_registry_of_the_person_names_the_program_with_the_link_as_one_argument():
    values = registry_values(Path("C:/Program Files/Deskhand/deskhand.exe"))
    command = values[r"Software\Classes\deskhand\shell\open\command", ""]
    assert command == f'"{Path("C:/Program Files/Deskhand/deskhand.exe")}" "%1"'
    assert values[r"Software\Classes\deskhand", "URL Protocol"] == ""


def test_on_macos_the_application_declares_the_links():
    assert [it["CFBundleURLSchemes"] for it in MAC_INFO["CFBundleURLTypes"]] == [[registration.SCHEME]]
    spec = (Path(__file__).parents[3] / "deploy" / "deskhand.spec").read_text("utf-8")
    assert "info_plist=MAC_INFO" in spec
