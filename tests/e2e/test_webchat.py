"""The hosted chat page in a real Chromium against a real server: what a visitor sees, whatever the network does."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.domain.delivery import DeliveryState
from tests.server.webchat.chat_house import ChatHouse
from tests.services.process import child

pytestmark = pytest.mark.e2e

HOSTILE = [
    "<img src=x onerror=\"document.title='hacked'\">",
    "<script>document.title='hacked'</script>",
    "{{ 7*7 }} {% raw %} ${7*7} $title",
    "\u202eтсет\u202c שלום مرحبا",
    "&lt;b&gt;жирный&lt;/b&gt; \u0007 'кавычки' \"и\" `ещё`",
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChatHouse]:
    with ChatHouse(tmp_path_factory.mktemp("server")) as made:
        yield made


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(locale="ru-RU", timezone_id="Asia/Yekaterinburg")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, house: ChatHouse) -> Iterator[Page]:
    """The chat page of somebody new; a script error or a breach of the policy fails the test."""
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    opened.goto(house.url + "/chat/shop")
    yield opened
    assert not wrong


def write(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Напишите сообщение").fill(text)
    page.keyboard.press("Enter")


def own(page: Page, text: str) -> object:
    return page.locator(".message.own.sent .bubble", has_text=text)


def last_conversation(house: ChatHouse) -> object:
    return house.conversations()[-1].id


def test_a_visitor_writes_and_is_answered(page, house):
    page.get_by_role("textbox", name="Как вас зовут").fill("Марина")
    write(page, "Добрый день! Есть новости по замене?")
    expect(page.locator(".message.own.sent .bubble")).to_have_text("Добрый день! Есть новости по замене?")
    expect(page.locator(".message.own .under")).to_contain_text("доставлено")
    expect(page.get_by_role("textbox", name="Как вас зовут")).to_be_hidden()
    customer = house.customers()[-1]
    assert (customer.name, customer.locale, customer.utc_offset_minutes) == ("Марина", "ru", 300)
    entry_id = house.answer(last_conversation(house), "Марина, добрый день! Курьер уже в пути.")
    expect(page.locator(".message:not(.own) .bubble")).to_have_text("Марина, добрый день! Курьер уже в пути.")
    expect(page.locator(".message:not(.own) .under")).to_contain_text("Анна")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Анна Ким, Дом и Свет")
    while house.delivery(entry_id).state is not DeliveryState.DELIVERED:
        page.wait_for_timeout(20)


def test_a_reload_resumes_the_conversation(page, house):
    write(page, "Запомните меня")
    expect(own(page, "Запомните меня")).to_be_visible()
    house.answer(last_conversation(house), "Помним")
    expect(page.locator(".message:not(.own) .bubble")).to_have_text("Помним")
    page.reload()
    expect(page.locator(".bubble")).to_have_text(["Запомните меня", "Помним"])
    customers = len(house.customers())
    write(page, "И снова я")
    expect(own(page, "И снова я")).to_be_visible()
    assert len(house.customers()) == customers


def test_what_is_written_without_a_network_goes_out_once(page, context, house):
    write(page, "С сетью")
    expect(own(page, "С сетью")).to_be_visible()
    context.set_offline(True)
    for text in ("Без сети один", "Без сети два"):
        write(page, text)
    expect(page.get_by_role("status")).to_contain_text("Нет связи")
    expect(page.locator(".message.own.pending .under").last).to_contain_text("будет отправлено")
    assert house.texts().count("Без сети один") == 0
    context.set_offline(False)
    expect(page.locator(".message.own.sent .bubble")).to_have_text(["С сетью", "Без сети один", "Без сети два"])
    expect(page.get_by_role("status")).to_be_hidden()
    assert [text for text in house.texts() if "Без сети" in text] == ["Без сети один", "Без сети два"]


def test_an_answer_that_was_lost_on_the_way_does_not_send_twice(page, house):
    """The server stored the message, but the page never learnt it."""
    lost: list[str] = []

    def lose(route):  # type: ignore[no-untyped-def]
        if lost:
            route.continue_()
            return
        route.fetch()
        lost.append("once")
        route.abort()

    page.route("**/chat/api/messages", lose)
    write(page, "Дойдёт один раз")
    expect(page.locator(".message.own.sent .bubble")).to_have_text(["Дойдёт один раз"])
    assert house.texts().count("Дойдёт один раз") == 1


def test_what_is_pending_survives_a_closed_page(page, context, house):
    page.route("**/chat/api/messages", lambda route: route.abort())
    write(page, "Дописано вчера")
    expect(page.locator(".message.own.pending")).to_have_count(1)
    page.close()
    again = context.new_page()
    again.goto(house.url + "/chat/shop")
    expect(again.locator(".message.own.sent .bubble")).to_have_text(["Дописано вчера"])
    assert house.texts().count("Дописано вчера") == 1


def test_an_answer_while_the_page_was_away_is_there_on_return(page, context, house):
    write(page, "Жду")
    expect(own(page, "Жду")).to_be_visible()
    page.goto("about:blank")
    house.answer(last_conversation(house), "Ответ без вас")
    page.goto(house.url + "/chat/shop")
    expect(page.locator(".message:not(.own) .bubble")).to_have_text("Ответ без вас")


def test_hostile_text_is_only_text(page, house):
    for text in HOSTILE:
        write(page, text)
    stored = [text.replace("\r\n", "\n") for text in HOSTILE]
    expect(page.locator(".message.own.sent")).to_have_count(len(HOSTILE))
    house.answer(last_conversation(house), HOSTILE[0])
    expect(page.locator(".message:not(.own) .bubble")).to_have_count(1)
    assert page.locator(".message .bubble").all_text_contents() == [*stored, HOSTILE[0]]
    assert page.locator(".bubble *").count() == 0
    assert page.locator("#log img, #log script").count() == 0
    assert "hacked" not in page.title()


def test_the_language_changes_at_once_and_is_remembered(page):
    expect(page.get_by_role("button", name="Отправить")).to_be_visible()
    page.locator(".top [data-language=en]").click()
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    expect(page.get_by_role("textbox", name="Write a message")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.reload()
    expect(page.get_by_role("button", name="Send")).to_be_visible()


def test_a_text_too_long_is_kept_in_the_field(page):
    field = page.get_by_role("textbox", name="Напишите сообщение")
    field.fill("я" * 9_000)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("слишком длинный")
    assert len(field.input_value()) == 9_000


def test_two_tabs_of_one_visitor_show_the_same(page, context, house):
    write(page, "Первая вкладка")
    expect(own(page, "Первая вкладка")).to_be_visible()
    second = context.new_page()
    second.goto(house.url + "/chat/shop")
    expect(own(second, "Первая вкладка")).to_be_visible()
    write(second, "Вторая вкладка")
    expect(own(page, "Вторая вкладка")).to_be_visible()


def test_everything_is_reached_by_keyboard_and_named_for_screen_readers(page):
    names = []
    for _ in range(7):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert names == [
        "RU, русский",
        "EN, English",
        "Переписка",
        "Как вас зовут (необязательно)",
        "Напишите сообщение",
        "Приложить файл",
        "Отправить",
    ]
    expect(page.get_by_role("log", name="Переписка")).to_have_count(0)  # empty and hidden before the first message
    write(page, "Слышно?")
    expect(page.locator("#log")).to_have_attribute("aria-live", "polite")


@pytest.mark.parametrize("size", [(1440, 900), (390, 844), (320, 568)])
def test_nothing_is_cut_off_at_any_size_light_or_dark(chromium, house, size):
    width, height = size
    context = chromium.new_context(locale="ru-RU", viewport={"width": width, "height": height}, has_touch=width < 760)
    page = context.new_page()
    page.goto(house.url + "/chat/shop")
    write(page, "Оченьдлинноесловобезпробелов" * 12)
    expect(page.locator(".message.own.sent")).to_have_count(1)
    pictures = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for name in ("#text", "#send", ".head"):
            box = page.locator(name).bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert box["y"] + box["height"] <= height
        button = page.locator("#send").bounding_box()
        assert min(button["width"], button["height"]) >= 24
        pictures.append(page.screenshot())
    assert all(len(it) > 10_000 for it in pictures)
    assert pictures[0] != pictures[1]
    context.close()


@contextmanager
def trial(folder: Path, key: str) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """A real ``deskhand-server`` process as the desktop starts it; gives the address of its chat page."""
    command = [sys.executable, "-m", "app.server.main", "serve", "--trial", "--port", "0", "--mail-port", "0"]
    with child([*command, "--data", folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"key": key}).encode() + b"\n")
        process.stdin.flush()
        yield json.loads(process.stdout.readline())["chat_url"], process


def test_what_is_written_while_the_server_is_dead_goes_out_when_it_is_back(chromium, tmp_path):
    key = "5a" * 32
    context = chromium.new_context(locale="ru-RU")
    page = context.new_page()
    with trial(tmp_path, key) as (address, process):
        page.goto(address)
        write(page, "Сервер жив")
        expect(own(page, "Сервер жив")).to_be_visible()
        process.kill()
        process.wait()
    write(page, "Сервера нет")
    expect(page.get_by_role("status")).to_contain_text("Нет связи")
    with trial(tmp_path, key) as (again, _):
        assert again == address
        expect(own(page, "Сервера нет")).to_be_visible(timeout=60_000)
        page.reload()
        expect(page.locator(".message.own .bubble")).to_have_text(["Сервер жив", "Сервера нет"])
        context.close()


def test_a_message_that_is_refused_is_kept_and_can_be_sent_again(page, house):
    refuse = '{"error": "not_found"}'
    headers = {"X-Sync-Epoch": "x", "Content-Type": "application/json"}
    page.route("**/chat/api/messages", lambda route: route.fulfill(status=404, headers=headers, body=refuse))
    write(page, "Не принято")
    expect(page.locator(".message.own.failed .under")).to_contain_text("Не отправлено")
    page.reload()
    expect(page.locator(".message.own.failed .bubble")).to_have_text(["Не принято"])
    page.unroute("**/chat/api/messages")
    page.get_by_role("button", name="Повторить").click()
    expect(own(page, "Не принято")).to_be_visible()
    assert house.texts().count("Не принято") == 1


def test_a_visitor_who_read_back_is_told_of_a_new_answer(page, house):
    write(page, "\n".join(f"строка {number}" for number in range(60)))
    expect(page.locator(".message.own.sent")).to_have_count(1)
    # Something else is shown before the browser tells of the scrolling.
    page.locator("#scroll").evaluate("it => { it.scrollTop = 0; dispatchEvent(new Event('resize')); }")
    house.answer(last_conversation(house), "Внизу")
    button = page.get_by_role("button", name="Новое сообщение")
    expect(button).to_be_visible()
    button.click()
    expect(page.locator(".message:not(.own) .bubble")).to_be_in_viewport()
    expect(button).to_be_hidden()


def test_a_sixth_tab_still_writes(page, context, house):
    """A browser opens six connections to one server; streams may not take them all."""
    write(page, "Вкладка номер один")
    expect(own(page, "Вкладка номер один")).to_be_visible()
    tabs = [context.new_page() for _ in range(6)]
    for tab in tabs:
        tab.goto(house.url + "/chat/shop")
        expect(own(tab, "Вкладка номер один")).to_be_visible()
    write(tabs[-1], "Вкладка номер семь")
    expect(own(tabs[-1], "Вкладка номер семь")).to_be_visible()
    expect(tabs[-1].get_by_role("status")).to_be_hidden()
    house.answer(last_conversation(house), "Ответ всем вкладкам")
    expect(tabs[-1].get_by_text("Ответ всем вкладкам")).to_be_visible()  # the newest has a stream
    expect(own(page, "Вкладка номер семь")).to_be_visible(timeout=40_000)  # the oldest gave its own and looks itself
    expect(page.get_by_role("status")).to_be_hidden()
