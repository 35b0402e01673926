"""Limits of files, and what a name or the first bytes give away."""

import pytest

from app.client.danger import danger_table, dangers_of, dangers_of_name
from app.domain.attachment import MAIL_BYTES, files_limit
from app.domain.danger import Danger


@pytest.mark.parametrize("wanted", [None, "", "many", True, 0, -5, 10_000, [], "99999"])
def test_a_limit_that_is_no_sensible_number_counts_as_nothing(wanted: object):
    assert files_limit({"files_limit_mb": wanted}) == MAIL_BYTES


def test_an_inbox_may_have_a_limit_of_its_own():
    assert files_limit({}) == MAIL_BYTES
    assert files_limit({"files_limit_mb": 10}) == 10 * 1024 * 1024
    assert files_limit({"files_limit_mb": "40"}) == 40 * 1024 * 1024
    assert files_limit({"files_limit_mb": 0.5}) == 512 * 1024


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("setup.EXE", (Danger.PROGRAM,)),
        ("счёт.pdf.js", (Danger.SCRIPT, Danger.DOUBLE_ENDING)),
        ("архив.tar.gz", ()),
        ("page.html", (Danger.WEB_PAGE,)),
        ("x.lnk. ", (Danger.SHORTCUT,)),
        ("диск.iso", (Danger.DISK_IMAGE,)),
        ("прайс.xlsm", (Danger.MACROS,)),
        ("\u202egnp.exe", (Danger.PROGRAM, Danger.TURNED_NAME)),
        ("счёт" + "_" * 112 + ".bat.document1", (Danger.SCRIPT,)),  # cut after .bat when it is opened
        ("run.b\x01at", (Danger.SCRIPT,)),
        ("exe", ()),
        ("", ()),
    ],
)
def test_a_name_gives_away(name: str, found: tuple[Danger, ...]):
    assert dangers_of_name(name) == found


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"MZ\x90", (Danger.PROGRAM,)),
        (b"\x7fELF\x02", (Danger.PROGRAM,)),
        (b"#!/bin/sh", (Danger.SCRIPT,)),
        (b"\xef\xbb\xbf  <!DOCTYPE HTML><p>", (Danger.WEB_PAGE,)),
        ("<html>".encode("utf-16"), (Danger.WEB_PAGE,)),
        (b"<?xml version='1.0'?><svg/>", (Danger.WEB_PAGE,)),
        (bytes(32_769) + b"CD001", (Danger.DISK_IMAGE,)),
        (b"PK\x03\x04..word/vbaProject.bin", (Danger.MACROS,)),
        (b"\xd0\xcf\x11\xe0" + "_VBA_PROJECT".encode("utf-16-le"), (Danger.MACROS,)),
        (b"vbaProject.bin in a text", ()),
        (b"%PDF-1.7", ()),
        (b"", ()),
    ],
)
def test_bytes_give_away_whatever_the_name(content: bytes, found: tuple[Danger, ...]):
    assert dangers_of("план.pdf", content) == found


def test_the_table_names_every_kind_of_ending_once():
    table = danger_table()
    assert len(table.by_ending) > 100
    assert not table.innocent & table.by_ending.keys()
