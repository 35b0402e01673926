"""Rules of the chat on other sites: which sites, and what is said about the wait."""

from datetime import timedelta

import pytest

from app.domain.origin import is_allowed, origin_of, origins_of
from app.domain.usual_wait import usual_wait


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://Shop.Example/catalogue?x=1", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("https://магазин.рф", "https://xn--80aairftm.xn--p1ai"),
        ("shop.example", ""),
        ("javascript:alert(1)", ""),
        ("https://", ""),
        ("https://shop.example:port", ""),
        ("https://sh;op *.example", ""),
        ("https://-shop.example", ""),
        ("null", ""),
        ("", ""),
    ],
)
def test_a_site_is_named_as_browsers_name_it(written, origin):
    assert origin_of(written) == origin


def test_a_list_of_sites_may_be_a_list_or_one_text():
    both = ("https://a.example", "https://b.example")
    assert origins_of(["https://a.example", "https://b.example/", "nonsense"]) == both
    assert origins_of("https://a.example, https://b.example https://a.example") == both
    assert origins_of(None) == ()


def test_a_subdomain_is_another_site():
    assert is_allowed("https://shop.example", ["https://shop.example"])
    assert not is_allowed("https://www.shop.example", ["https://shop.example"])
    assert not is_allowed("", [""])


def test_the_usual_wait_is_the_middle_one_and_unknown_when_few_were_answered():
    minutes = [timedelta(minutes=it) for it in (1, 200, 2, 3, 4)]
    assert usual_wait(minutes) == timedelta(minutes=3)
    assert usual_wait(minutes[:4]) is None
    assert usual_wait([*minutes, timedelta(minutes=5)]) == timedelta(minutes=4)
