"""Customers who asked for no stock phrases: how such a wish is worded."""

import re

_STOCK = re.compile(
    r"шаблон|заготов|приветств|здорова[тй]|расшарк|формальност|сразу к делу|без предислов"
    r"|template|canned|stock|boilerplate|greet|pleasantr|small talk|straight to the point",
    re.IGNORECASE,
)


def declines_greeting(do_not: str) -> bool:
    """Whether what a customer asked us not to do ("не отвечать шаблоном") rules out a greeting made by a program."""
    return _STOCK.search(do_not) is not None
