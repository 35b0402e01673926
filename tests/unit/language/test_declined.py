"""A wish for no stock phrases is told from other wishes."""

import pytest

from app.language.declined import declines_greeting


@pytest.mark.parametrize(
    "wish",
    [
        "не отвечать шаблоном при всех", "без приветствий, сразу к делу", "не здороваться каждый раз",
        "No canned replies, please", "no greetings", "skip the pleasantries",
    ],
)  # fmt: skip
def test_these_want_no_stock_greeting(wish: str):
    assert declines_greeting(wish)


@pytest.mark.parametrize(
    "wish", ["", "не звонить до 10:00", "no marketing letters", "не писать про здоровье", "не звонить, только письма"]
)
def test_these_may_be_greeted(wish: str):
    assert not declines_greeting(wish)
