"""The map of the house is true."""

from tests.house.folders import PAGE, page_with_table, table


def test_every_folder_has_its_line_and_the_page_shows_them_all() -> None:
    page = PAGE.read_text("utf8")
    assert page == page_with_table(page), "python -m tests.house.folders writes the table anew"


def test_no_folder_is_without_a_sentence() -> None:
    silent = [line for line in table().splitlines() if line.endswith("|  |")]
    assert not silent
