"""HTML bodies as readable text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.server.channels.email.html_text import html_to_text


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
