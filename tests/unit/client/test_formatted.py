"""What is pasted from another program keeps what a letter can show, and brings nothing else along."""

import time

import pytest

from app.client.formatted import marked_from
from app.language.marked import to_html

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.Mso{{margin:0}}</style></head><body>
<!--StartFragment--><p class=MsoNormal>Добрый день! <b>Срок<o:p></o:p></b> &#8212; <i>пятница</i>,
см. <a href="https://shop.example/48?a=1&amp;b=2">заказ</a>.<o:p></o:p></p>
{items}<!--EndFragment--></body></html>"""
ITEM = (
    "<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]>"
    "<span style='font-family:Symbol;mso-list:Ignore'>\u00b7<span style='font:7.0pt \"Times New Roman\"'>&nbsp; </span>"
    "</span><![endif]>{words}</p>"
)
WORD_TEXT = "Добрый день! Срок — пятница, см. заказ.\r\n\u00b7\tАкт\r\n\u00b7\tФото\r\n"


def test_word_keeps_bold_italic_lists_and_links():
    items = "\n".join(ITEM.format(words=it) for it in ("Акт", "Фото"))
    assert marked_from(WORD.format(items=items), WORD_TEXT) == (
        "Добрый день! **Срок** — _пятница_, см. [заказ](https://shop.example/48?a=1&b=2).\n\n- Акт\n- Фото"
    )


@pytest.mark.parametrize(
    ("html", "text", "marked"),
    [
        ("<b style='font-weight:normal'><span>a </span><span style='font-weight:700'>b </span>c</b>", "a b c",
         "a **b** c"),
        ("<p>Так:</p><ol><li><p>раз</p></li><li>два</li></ol><p>всё</p>", "Так:\n1. раз\n2. два\nвсё",
         "Так:\n\n1. раз\n2. два\n\nвсё"),
        ("<ul><li>a</li><li><em>b</em></li></ul>", "a\nb", "- a\n- _b_"),
        ("<a href='https://x.example/'>https://x.example/</a> <strong>!a</strong>", "https://x.example/ !a",
         "https://x.example/ **!a**"),
        ("<b><i>x</i></b><br>y", "x\ny", "**_x_**\ny"),
        ("<table><tr><td>Товар</td><th>Цена</th></tr><tr><td><b>Лампа</b></td><td>1 560</td></tr></table>",
         "Товар\tЦена\nЛампа\t1 560\n", "Товар | Цена\n**Лампа** | 1 560"),
        ("<p>Вот</p><table><tr><td><p>a</p></td><td><p>b<br>c</p></td></tr><tr><td></td><td><b>d</b></td></tr></table>e",
         "Вот\na\nb\nc\n\nd\ne", "Вот\n\na | b c\n| **d**\n\ne"),
        ("<table><tr><td><ul><li>a</li><li><i>b</i></li></ul></td><td>c</td></tr></table>", "a\nb\nc", "a _b_ | c"),
        ("<strong>one</strong><br><strong>two</strong>", "one\ntwo", "**one**\n**two**"),
    ],
)  # fmt: skip
def test_other_programs_keep_it_too(html: str, text: str, marked: str):
    assert marked_from(html, text) == marked


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>plain</p>", "plain"),
        ("<b>other words</b>", "words"),
        ("<table><tr><td><b>a</b></td><td>b</td></tr></table>", "c\td"),
        ("", ""),
        ("<b>" * 50_000, "a"),
        ("<b>" * 60_000 + "</i>" * 50_000, "a"),
        ("<![if" * 50_000, "a"),
        ("<!--" * 50_000, "a"),
        ("<a href='" * 50_000, "a"),
        ("</" * 100_000, "a"),
        ("</b></i></p><![if x]><b", "b"),
    ],
)
def test_what_has_nothing_to_keep_or_reads_otherwise_is_pasted_as_its_text(html: str, text: str):
    began = time.thread_time()
    assert marked_from(html, text) == ""
    assert time.thread_time() - began < 5


def test_nothing_that_was_not_seen_comes_along():
    html = (
        "<style>b{}</style><script>steal()</script><b>a</b>"
        "<a href='javascript:x()'>b</a><a href='https://x/ onmouseover=1'>c</a><img src=x onerror=y()>"
    )
    marked = marked_from(html, "abc")
    assert marked == "**a**bc"
    assert to_html(marked) == "<p><b>a</b>bc</p>"
