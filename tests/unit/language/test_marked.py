"""Marks of a letter become safe HTML, and a plain text for who reads only that."""

import pytest

from app.language.marked import is_marked, plain, spans, to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**Да**, _завтра_", "<p><b>Да</b>, <i>завтра</i></p>"),
        ("Список:\n- раз\n- **два**\nвсё", "<p>Список:</p>\n<ul><li>раз</li><li><b>два</b></li></ul>\n<p>всё</p>"),
        ("1. раз\n2) два", "<ol><li>раз</li><li>два</li></ol>"),
        ("см. [сайт](https://x.example/a_b_c)", '<p>см. <a href="https://x.example/a_b_c">сайт</a></p>'),
        ("https://x.example/a.", '<p><a href="https://x.example/a">https://x.example/a</a>.</p>'),
        ("a < b & <script>**x**</script>", "<p>a &lt; b &amp; &lt;script&gt;<b>x</b>&lt;/script&gt;</p>"),
        ("[click](javascript:alert)", "<p>[click](javascript:alert)</p>"),
        ("one\n\ntwo\nthree", "<p>one</p>\n<p>two<br>three</p>"),
        ("**not closed and file_name_here", "<p>**not closed and file_name_here</p>"),
    ],
)
def test_marks_become_tags_and_nothing_else_does(text: str, html: str) -> None:
    assert to_html(text) == html


def test_the_plain_form_leaves_marks_out_and_names_links() -> None:
    text = "**Да**, _завтра_: [сайт](https://x.example), [a@x.example](mailto:a@x.example)"
    assert plain(text) == "Да, завтра: сайт (https://x.example), a@x.example (a@x.example)"
    assert is_marked(text)
    assert not is_marked("2 * 3 = 6, file_name, - item")


def test_an_address_cannot_close_its_tag() -> None:
    assert (
        to_html('[x](https://x.example/"onmouseover=1)')
        == '<p>[x](<a href="https://x.example/">https://x.example/</a>"onmouseover=1)</p>'
    )


def test_the_editor_is_told_where_marks_stand() -> None:
    assert set(spans("**a** _b_")) == {(0, 5, "bold"), (6, 3, "italic")}


def test_a_long_text_without_an_end_holds_nobody_up() -> None:
    assert to_html("**" * 20_000 + "_a " * 10_000)
