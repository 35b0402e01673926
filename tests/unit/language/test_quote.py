"""The writer's own words, apart from history and signature."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.language.quote import split_quote
from app.server.channels.email.mime import parse_mail
from tests.mailcorpus import expected, generated, mails

OWN = "Добрый день!\nЗаказ от 12.11.2026 не пришёл. From here: nothing."


@pytest.mark.parametrize(
    "head",
    [
        '12.11.2026, 14:28, "Марина" <m@x.ru>:',
        '-------- Пересылаемое сообщение --------\n12.11.2026, 14:28, "Марина" <m@x.ru>:',
        "пн, 12 нояб. 2026 г. в 14:28, Марина <m@x.ru>:",
        "12.11.2026 14:28, Марина пишет:",
        "12 ноября 2026 г. 14:28:11 Марина написала:",
        "Понедельник, 12 ноября 2026, 14:28 +03:00 от Марина <m@x.ru>:",
        "От: Марина <m@x.ru>\nОтправлено: 12 ноября 2026 г. 14:28\nКому: Support\nТема: Re",
        "________________________________\nОт: Марина\nОтправлено: вчера\nКому: Support",
        "-----Original Message-----\nFrom: Marina\nSent: Thursday",
        "-----Исходное сообщение-----\nОт: Марина",
        "On Thu, Nov 12, 2026 at 2:28 PM Marina <m@x.ru> wrote:",
        "On Thu, Nov 12, 2026 at 2:28 PM Marina <\nm@x.ru> wrote:",
        "12 Nov 2026, 14:28, Support wrote:",
    ],
)
@pytest.mark.parametrize("mark", ["> ", ""])
def test_the_heads_of_common_programs_begin_the_history(head, mark):
    parts = split_quote(f"{OWN}\n\n{head}\n\n{mark}Старый текст\n")
    assert parts.own == OWN
    assert "Старый текст" in parts.quoted


@pytest.mark.parametrize(
    "head", ["28 ноября вы писали:", "27.11.2026 в 14:28 вы писали:", "28 ноября 2026 г. ты писал:"]
)
def test_a_line_that_only_says_when_you_wrote_begins_the_history(head):
    assert split_quote(f"{OWN}\n\n{head}\n> Старый текст").own == OWN
    sentence = "В письме от 28 ноября вы писали:\nпривезём завтра"
    assert split_quote(sentence).own == sentence


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hello",
        "On the one hand it works.\nOn the other it does not:\nlook",
        "Мой адрес: a@b.ru, звоните после 18:00",
        "Тема: доставка. Когда привезёте?",
        "Сделка 12.11.2026 прошла, сумма 5 > 4 и 3 < 4",
        "Заказ --- срочный\n- первое\n- второе",
    ],
)
def test_a_text_without_history_comes_back_whole(text):
    parts = split_quote(text)
    assert (parts.own, parts.quoted, parts.signature) == (text, "", "")


def test_a_head_inside_the_marks_begins_the_history():
    parts = split_quote(f"{OWN}\n\n> 12 нояб. 2026 г., в 14:28, Марина <m@x.ru> написал(а):\n>\n> Старый текст\n")
    assert (parts.own, "Старый текст" in parts.quoted) == (OWN, True)


def test_answers_between_the_quotes_are_the_writer_s():
    parts = split_quote("On 1 Nov 2026, at 10:00, Ann wrote:\n> first?\n\nyes\n\n> second?\n\nno")
    assert parts.own.split() == ["yes", "no"]


@pytest.mark.parametrize(
    "signature",
    ["-- \nС уважением,\nМария", "--\nMaria", "Отправлено с iPhone", "Sent from my iPhone", "Отправлено из Почты Mail"],
)
def test_the_signature_is_set_apart(signature):
    parts = split_quote(f"{OWN}\n\n{signature}\n")
    assert (parts.own, parts.signature) == (OWN, signature)


def test_nine_of_ten_letters_of_the_corpus_are_split_as_it_says():
    """An own text that keeps its signature counts: the corpus itself does it either way."""
    right: Counter[bool] = Counter()
    wanted = expected("quote")
    for name, raw in mails("quote"):
        parts = split_quote(parse_mail(raw).body_text)
        own = "".join(wanted[name.removesuffix(".eml")].split())
        right[own in {"".join(parts.own.split()), "".join((parts.own + parts.signature).split())}] += 1
    print(f"quote: {right[True]} of {right.total()} = {right[True] / right.total():.1%}")
    assert right[True] / right.total() >= 0.9


def test_no_history_is_left_in_generated_letters():
    for meta, raw in generated(1_000):
        own = split_quote(parse_mail(raw).body_text).own
        assert "пишет:" not in own, meta
        assert "wrote:" not in own, meta
        assert "\n>" not in own, meta


@given(
    st.lists(st.sampled_from(["> a", ">", "", "-- ", "On 1 May 2026 Ann wrote:", "From: a", "Sent: b", "x", "____"]))
)
@settings(deadline=None)
def test_no_line_is_lost(lines):
    parts = split_quote("\n".join(lines))
    kept = Counter(
        line for text in (parts.own, parts.quoted, parts.signature) for line in text.split("\n") if line.strip()
    )
    assert kept == Counter(line for line in lines if line.strip())
