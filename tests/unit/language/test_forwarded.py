"""Who wrote what was passed on, and which links are files in a cloud."""

import pytest

from app.language.cloud_link import cloud_links
from app.language.forwarded import forwarded_by

MARIA = ("Мария Иванова", "maria@example.com")

BLOCKS = {
    "mail.ru": "Посмотрите\n\n-------- Пересылаемое сообщение --------\nОт: Мария Иванова <maria@example.com>\n"
    "Кому: shop@example.org\nДата: Пятница, 27 ноября 2026, 10:00 +03:00\nТема: Лампа\n\nНе горит.",
    "yandex": "-------- Пересылаемое сообщение --------\n27.11.2026, 10:00, \"Мария Иванова\" <maria@example.com>:\n\n"
    "Не горит.\n-------- Завершение пересылаемого сообщения --------",
    "gmail ru": "---------- Forwarded message ---------\nОт: Мария Иванова <maria@example.com>\nDate: 27 нояб. 2026\n"
    "Subject: Лампа\nTo: <shop@example.org>\n\nНе горит.",
    "thunderbird": "-------- Перенаправленное сообщение --------\nТема: Лампа\nДата: Fri, 27 Nov 2026\n"
    "От: Мария Иванова <maria@example.com>\nКому: shop@example.org\n\nНе горит.",
    "apple": "Начало переадресованного сообщения:\n\nОт: Мария Иванова <maria@example.com>\nТема: Лампа\n\nНе горит.",
    "apple en": "Begin forwarded message:\n\n> From: Мария Иванова <maria@example.com>\n> Subject: Lamp\n\nbroken",
    "the bat": "=8<==================Начало пересылаемого сообщения==================\n"
    "От: Мария Иванова <maria@example.com>\nТема: Лампа\n\nНе горит.",
}  # fmt: skip


@pytest.mark.parametrize("program", BLOCKS)
def test_the_writer_of_a_passed_on_letter_is_found(program):
    assert forwarded_by("Лампа", BLOCKS[program]) == MARIA


@pytest.mark.parametrize("subject", ["FW: Лампа", "Fwd: Лампа", "Пересл: Лампа", "RE: FW: Лампа"])
def test_outlooks_bare_block_counts_under_a_subject_that_forwards(subject):
    block = (
        "\n\n-----Исходное сообщение-----\nОт: Мария Иванова [mailto:maria@example.com]\nОтправлено: 27 ноября 2026\n"
    )
    assert forwarded_by(subject, "См. ниже" + block + "Тема: Лампа\n\nНе горит.") == MARIA
    line = "\n________________________________\nОт: Мария Иванова <maria@example.com>\nОтправлено: 27 ноября 2026\n"
    assert forwarded_by(subject, "См. ниже" + line) == MARIA


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: Лампа", "Да.\n\n-----Исходное сообщение-----\nОт: Магазин <shop@example.org>\nТема: Лампа"),
        ("Лампа", "От кого бы узнать, когда приедет?"),
        ("Лампа", "Пересылаю вам счёт.\nОт: бухгалтерия"),
        ("Fwd: Лампа", "см. вложение"),
        ("Лампа", "-------- Пересылаемое сообщение --------\nбез шапки"),
    ],
)
def test_an_answer_or_a_word_is_no_passed_on_letter(subject, text):
    assert forwarded_by(subject, text) is None


def test_a_long_letter_without_a_mark_costs_nothing_to_speak_of():
    assert forwarded_by("Fwd: x", "> \n" * 500_000 + "\t " * 500_000) is None


def test_files_in_a_cloud_are_named_by_what_stands_beside_them():
    found = cloud_links(
        "К письму приложены файлы:\nЧертёж насоса.pdf (48 МБ) https://cloud.mail.ru/stock/abc123\n"
        "Видео.mp4\nhttps://disk.yandex.ru/d/x1Y_z.\nhttps://yadi.sk/i/zzz https://cloud.mail.ru/stock/abc123\n"
        "https://example.com/disk.yandex.ru/d/no https://disk.yandex.ru.evil.example/d/no"
    )
    assert [(it.cloud, it.url, it.name) for it in found] == [
        ("mail.ru", "https://cloud.mail.ru/stock/abc123", "Чертёж насоса.pdf"),
        ("Yandex", "https://disk.yandex.ru/d/x1Y_z", "Видео.mp4"),
        ("Yandex", "https://yadi.sk/i/zzz", ""),
    ]
    assert cloud_links("no links here") == []
