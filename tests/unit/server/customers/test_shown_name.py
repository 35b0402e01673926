"""How a customer stands in the list."""

import pytest

from app.server.customers.service import shown_name


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("СОКОЛОВА МАРИНА АНДРЕЕВНА", "Марина Соколова"),
        ("Соколова Марина", "Соколова Марина"),
        ("ООО ВЕКТОР", "ООО ВЕКТОР"),
        ("  Igor Lapin ", "Igor Lapin"),
        ("", "igor@example.org"),
    ],
)
def test_a_name_in_capitals_is_shown_as_people_write_it(written: str, shown: str) -> None:
    assert shown_name(written, "igor@example.org") == shown
