"""A recovery key is written down, typed by hand, and a slip is noticed."""

import pytest

from app.domain.recovery_key import read_written, written

KEY = bytes(range(32))


def test_a_key_is_read_as_it_was_written_whatever_the_case_and_the_gaps():
    text = written(KEY)
    assert len(text.split("-")) == 14
    assert read_written(text) == KEY
    assert read_written(f"  {text.lower().replace('-', ' ')}\n") == KEY
    assert read_written(text.replace("O", "0").replace("I", "1")) == KEY


@pytest.mark.parametrize("text", ["", "AAAA", written(KEY)[:-1], "ключ", written(KEY) + "AAAAAAAA"])
def test_what_is_no_key_is_none(text):
    assert read_written(text) is None


def test_a_slip_is_noticed():
    text = written(KEY)
    assert read_written(("B" if text[0] == "A" else "A") + text[1:]) is None


def test_a_key_has_32_bytes():
    with pytest.raises(ValueError, match="32 bytes"):
        written(b"short")
