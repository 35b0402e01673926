"""A hostile mail becomes little, harmless HTML."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.client.mail_html import MAX_BYTES, MAX_DEPTH, MAX_TAGS, TAGS, clean_mail


def depth(html: str) -> int:
    deepest = now = 0
    for closing, tag in re.findall(r"<(/?)([a-z0-9]+)", html):
        if tag in {"br", "hr", "img"}:
            continue
        now += -1 if closing else 1
        deepest = max(deepest, now)
    return deepest


@pytest.mark.parametrize(
    "hostile",
    [
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" jAvAsCrIpT:alert(1)">x</a>',
        '<a href="file:///etc/passwd">x</a>',
        '<a href="data:text/html,<script>">x</a>',
        '<img src="file:///etc/passwd">',
        '<img src="http://tracker.example/x.png">',
        '<img src="//tracker.example/x.png">',
        '<img srcset="http://tracker.example/x.png 1x">',
        '<p style="background:url(http://tracker.example/)">x</p>',
        "<style>@import 'http://tracker.example/'</style>x",
        '<link rel="stylesheet" href="http://tracker.example/">x',
        '<body background="http://tracker.example/">x',
        '<table background="http://tracker.example/"><tr><td>x</table>',
        '<iframe src="http://tracker.example/"></iframe>x',
        '<svg><image href="http://tracker.example/"/></svg>x',
        '<object data="http://tracker.example/"></object>x',
        '<meta http-equiv="refresh" content="0;url=http://tracker.example/">x',
        '<base href="http://tracker.example/">x',
        '<p onclick="alert(1)">x</p>',
        "<script>alert(1)</script>x",
    ],
)
def test_nothing_that_runs_or_loads_is_left(hostile):
    html = clean_mail(hostile).html
    for word in ("tracker", "javascript", "alert", "file:", "data:", "style", "onclick", "srcset"):
        assert word not in html.lower()


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 40_000,
        "<table><tr><td>" * 12_000,
        "<b>" * 50_000,
        "<ul><li>" * 10_000,
        "<blockquote>" * 12_000,
        "<p>a</p>" * 20_000,
        "<table><tr>" + "<td>a" * 20_000,
        "<td colspan=100000>" * 9_000,
        "<" * 100_000,
    ],
)
def test_caps_hold_whatever_comes(hostile):
    clean = clean_mail(hostile + "end")
    assert depth(clean.html) <= MAX_DEPTH
    assert len(re.findall(r"<[a-z]", clean.html)) <= MAX_TAGS
    assert len(clean.html) <= 2 * MAX_BYTES
    assert "colspan" not in clean.html


def test_text_is_capped_and_said_to_be():
    clean = clean_mail("слово " * 100_000, characters=20_000)
    assert clean.shortened
    assert len(clean.html) <= 20_000


def test_an_ordinary_letter_stays_as_it_is():
    html = '<p>Hello <b>there</b>, see <a href="https://shop.example/?a=1&amp;b=2">this</a>.</p><ul><li>one</li></ul>'
    assert clean_mail(html).html == html
    assert not clean_mail(html).shortened


def test_a_picture_inside_the_mail_stays():
    assert clean_mail('<img src="cid:a@b" width="99999">').html == '<img src="cid:a@b" alt="">'


def test_an_earlier_mail_is_folded_on_request():
    html = '<p>New</p><div class="gmail_quote">On Monday<blockquote>Old <b>x</b></blockquote></div><p>After</p>'
    assert clean_mail(html).quoted
    folded = clean_mail(html, with_quotes=False)
    assert "Old" not in folded.html
    assert folded.html == "<p>New</p><p>After</p>"


def test_deep_tables_become_paragraphs():
    html = clean_mail("<table><tr><td>" * 6 + "x" + "</td></tr></table>" * 6).html
    assert html.count("<table>") == 2
    assert "x" in html


@given(st.text(alphabet=st.sampled_from('<>/"= &;abdivtbletrimgsrchf:#!-'), max_size=300))
def test_any_text_gives_known_tags_that_all_close(text):
    html = clean_mail(text).html
    stack = []
    for closing, tag in re.findall(r"<(/?)([a-z0-9]+)[^>]*>", html):
        assert tag in TAGS
        if tag in {"br", "hr", "img"}:
            continue
        if closing:
            assert stack.pop() == tag
        else:
            stack.append(tag)
    assert not stack
