"""HTML bodies as readable text."""

import cProfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.server.channels.email.html_text import MAX_EFFORT, MAX_HTML, html_to_text
from app.server.channels.email.mime import parse_mail


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<ul><li>a<li>b</ul>c", "- a\n- b\n\nc"),
        ("<table><tr><td>a<td>b</tr><tr><td>c</table>", "a b\nc"),
        ("<style>p{}</style><script>x<y</script><title>t</title>a", "a"),
        ("<head><title>t</title></head><body>a", "a"),
        ('a<div style="display: none">b<div>c</div>d</div>e', "ae"),
        ("a<span hidden>b</span>c", "ac"),
        ('<a href="https://x.ru/y">here</a>', "here <https://x.ru/y>"),
        ('<a href="https://x.ru/">x.ru</a>', "x.ru"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<a title="a > b" href="https://x.ru">x</a>', "x <https://x.ru>"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
        ("a &lt;b&gt; &amp; &nbsp;c &#1055;", "a <b> &  c П"),
        ("a<!-- b -->c<!-- d", "ac"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<", "<"),
        (">", ">"),
        ("&gt;", ">"),
        ("<p>&gt; &gt;</p><p>a</p><p>&gt;</p>", "> >\n\na\n\n>"),
        ("<blockquote><p>&gt;</p></blockquote><p>&nbsp;</p>", "> >"),
        ("", ""),
    ],
)
def test_structure_becomes_lines(source, text):
    assert html_to_text(source) == text


PIECES = [
    "<",
    ">",
    "<p>",
    "</p>",
    "<a href='",
    '"',
    "<!--",
    "-->",
    "<style>",
    "</style",
    "<div hidden>",
    "<pre>",
    "\n",
    "&",
    "x",
]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@settings(deadline=None)
def test_no_soup_of_tags_makes_it_fail(source):
    html_to_text(source)


@given(st.text(alphabet=st.characters(exclude_characters="<&\x00", exclude_categories=["C", "Z"]), max_size=80))
@settings(deadline=None)
def test_text_without_markup_stays_as_it_is(text):
    assert html_to_text(text) == text


@pytest.mark.parametrize(
    "piece", ["<", "<a '", "<div hidden>", "<blockquote>", "<!--", "<style>", "<p>", "&#", "<a href=x>"]
)
def test_a_hundred_thousand_open_things_are_read_to_the_end(piece):
    html_to_text(piece * 100_000)


def test_no_word_of_a_page_of_too_many_tags_is_lost_and_it_is_said():
    page = (
        "<p>first</p>" + "<td>" * MAX_EFFORT + "<style>p{}</style><p>one <b>b</b>old &amp;<br>two<td x>three<!-- c -->"
    )
    defects: list[str] = []
    assert html_to_text(page, defects).split("\n") == ["first", "", "one bold &", "two three"]
    assert defects == ["more tags than a letter has: the rest is text without its form"]


def test_a_page_that_is_longer_than_what_is_read_says_so():
    defects: list[str] = []
    assert len(html_to_text("x" * (MAX_HTML + 1), defects)) == MAX_HTML
    assert defects == ["the text is longer than what is shown"]


@pytest.mark.parametrize("piece", ["<td>", "<pre>\n", "<p x='>", "<style", "<script <", "<!--"])
def test_a_megabyte_of_tags_costs_no_more_than_the_tags_that_are_looked_at(piece):
    """Steps are counted, not seconds: a page of them cost an intake ten seconds."""
    raw = b"Content-Type: text/html\r\n\r\n" + piece.encode() * (1_000_000 // len(piece))
    profile = cProfile.Profile()
    profile.runcall(parse_mail, raw)
    steps = sum(entry.callcount for entry in profile.getstats())
    assert steps < 30 * MAX_EFFORT
