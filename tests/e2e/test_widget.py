"""The chat on a foreign site in a real Chromium: one tag, a button, a frame on our origin."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from app.commands.block import BlockCustomer, UnblockCustomer, block, unblock
from app.commands.conversation import MarkRead, mark_read
from app.commands.promise import MakePromise, make_promise
from app.domain.channel import Channel
from app.model.identifier import new_id
from tests.e2e.shop_site import ShopSite, loaded_bytes, shop_site, signed
from tests.e2e.test_webchat import HOSTILE
from tests.server.webchat.chat_house import ChatHouse

pytestmark = pytest.mark.e2e

SECRET = "shop-secret"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChatHouse]:
    with ChatHouse(tmp_path_factory.mktemp("server")) as made:
        made.secret(identity_secret=SECRET)
        yield made


@pytest.fixture
def shop(house: ChatHouse) -> Iterator[ShopSite]:
    """A shop on the inbox's list."""
    with shop_site(house.url) as site:
        house.settings(origins=[site.url])
        yield site


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(locale="ru-RU")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A visitor's tab; an error in a script or a breach of either policy fails the test."""
    yield from watched(context)


def watched(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    yield opened
    assert not wrong


def chat(page: Page) -> FrameLocator:
    return page.frame_locator("deskhand-chat iframe")


def open_chat(page: Page, shop: ShopSite) -> FrameLocator:
    page.goto(shop.url)
    page.get_by_role("button", name="Чат с нами").click()
    expect(chat(page).locator("#text")).to_be_editable()
    return chat(page)


def write(frame: FrameLocator, text: str) -> None:
    field = frame.get_by_role("textbox", name="Напишите сообщение")
    field.fill(text)
    field.press("Enter")
    expect(frame.locator(".message.own.sent .bubble", has_text=text)).to_be_visible()


def test_a_visitor_of_a_shop_writes_and_is_answered_in_place(page, shop, house):
    frame = open_chat(page, shop)
    write(frame, "Есть ли в наличии?")
    house.answer(house.conversations()[-1].id, "Да, есть.")
    expect(frame.locator(".message:not(.own) .bubble")).to_have_text("Да, есть.")
    entry = next(it for it in house.entries() if it.payload.get("text") == "Есть ли в наличии?")
    assert entry.payload["page"] == shop.url + "/"


def test_nothing_but_the_script_is_loaded_before_the_chat_is_opened(page, shop, house):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(shop.url)
    expect(page.get_by_role("button", name="Чат с нами")).to_be_visible()
    assert [it for it in asked if it.startswith(house.url)] == [house.url + "/widget.js"]


def test_everything_a_shop_loads_for_the_chat_is_under_30_kilobytes(page, shop):
    sizes = loaded_bytes(page, shop)
    assert len(sizes) > 8
    assert sum(sizes.values()) <= 30_000, sizes


def test_a_site_that_is_not_on_the_list_gets_no_chat_but_a_way_to_us(context, shop, house):
    page = context.new_page()  # the browser's complaint is the point
    with shop_site(house.url) as stranger:
        page.goto(stranger.url)
        page.get_by_role("button", name="Чат с нами").click()
        expect(page.get_by_text("Чат нельзя показать на этом сайте.")).to_be_visible()
        link = page.get_by_role("link", name="Открыть в отдельном окне")
        expect(link).to_have_attribute("href", house.url + "/chat/shop")
        assert page.locator("deskhand-chat iframe").count() == 0


def test_a_reload_keeps_the_chat_open_and_its_talk(page, shop):
    frame = open_chat(page, shop)
    write(frame, "Запомните меня")
    page.reload()
    expect(chat(page).locator(".message.own .bubble")).to_have_text("Запомните меня")


def test_the_chat_is_closed_by_escape_and_the_button_has_the_focus_again(page, shop):
    frame = open_chat(page, shop)
    frame.get_by_role("textbox", name="Напишите сообщение").press("Escape")
    button = page.get_by_role("button", name="Чат с нами")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(frame.get_by_role("textbox", name="Напишите сообщение")).to_be_focused()
    frame.get_by_role("button", name="Свернуть чат").click()
    expect(button).to_be_visible()


def test_an_answer_while_the_chat_is_closed_is_counted_on_the_button(page, shop, house):
    frame = open_chat(page, shop)
    write(frame, "Напишу и закрою")
    frame.get_by_role("button", name="Свернуть чат").click()
    house.answer(house.conversations()[-1].id, "Ответ в закрытый чат")
    counted = page.get_by_role("button", name="Чат с нами, новых сообщений: 1")
    expect(counted).to_be_visible()
    counted.click()
    expect(frame.locator(".message:not(.own) .bubble")).to_be_in_viewport()
    frame.get_by_role("button", name="Свернуть чат").click()
    expect(page.get_by_role("button", name=re.compile("^На связи [А-Яа-яA-Za-z]+$"))).to_be_visible()


def test_two_tabs_of_a_shop_show_the_same_once(page, context, shop):
    first = open_chat(page, shop)
    write(first, "Первая вкладка")
    second_page = context.new_page()
    second = open_chat(second_page, shop)
    write(second, "Вторая вкладка")
    for frame in (first, second):
        expect(frame.locator(".message.own .bubble")).to_have_text(["Первая вкладка", "Вторая вкладка"])


def test_what_is_written_without_a_network_goes_out_once(page, context, shop, house):
    frame = open_chat(page, shop)
    write(frame, "С сетью")
    context.set_offline(True)
    field = frame.get_by_role("textbox", name="Напишите сообщение")
    field.fill("Без сети из лавки")
    field.press("Enter")
    expect(frame.get_by_role("status")).to_contain_text("Нет связи")
    context.set_offline(False)
    expect(frame.locator(".message.own.sent .bubble")).to_have_text(["С сетью", "Без сети из лавки"])
    assert house.texts().count("Без сети из лавки") == 1


def test_hostile_text_is_only_text(page, shop, house):
    house.settings(contacts={"ru": [HOSTILE[0]]}, welcome={"ru": HOSTILE[1]})
    frame = open_chat(page, shop)
    expect(frame.locator("#welcome")).to_have_text(HOSTILE[1])
    expect(frame.locator(".scroll .contacts li")).to_have_text(HOSTILE[0])
    for text in HOSTILE:
        field = frame.get_by_role("textbox", name="Напишите сообщение")
        field.fill(text)
        field.press("Enter")
    expect(frame.locator(".message.own.sent")).to_have_count(len(HOSTILE))
    assert frame.locator(".message .bubble").all_text_contents() == HOSTILE
    assert frame.locator("#log img, #log script").count() == 0
    house.settings(contacts={}, welcome={})


def test_whom_the_shop_vouches_for_is_the_customer_we_know(page, chromium, shop, house):
    from tests.builders.conversation import make_customer

    known = make_customer(house.parts.uow, house.shop.ws, "olga@shop.example", "Ольга Смирнова")
    shop.attributes |= signed(SECRET, id="42", name="Ольга", email="Olga@Shop.example")
    write(open_chat(page, shop), "Это снова я")
    assert house.conversations()[-1].customer_id == known
    other = chromium.new_context(locale="ru-RU")
    frame = open_chat(other.new_page(), shop)  # the same user in another browser
    expect(frame.locator(".message.own .bubble")).to_have_text("Это снова я")
    other.close()


def test_a_forged_word_of_the_shop_joins_nobody(page, shop, house):
    from tests.builders.conversation import make_customer

    victim = make_customer(house.parts.uow, house.shop.ws, "victim@shop.example", "Жертва")
    for attributes in (
        signed("wrong secret", id="7", name="Жертва", email="victim@shop.example"),
        signed(SECRET, at=1_700_000_000, id="7", name="Жертва", email="victim@shop.example"),
        signed(SECRET, id="7", email="me@shop.example")
        | {"data-user": signed(SECRET, id="7", email="victim@shop.example")["data-user"]},
    ):
        shop.attributes |= attributes
        frame = open_chat(page, shop)
        write(frame, f"Я не жертва {attributes['data-signature'][:4]}")
        assert house.conversations()[-1].customer_id != victim
        page.evaluate("sessionStorage.clear()")


def test_the_next_person_at_a_shared_computer_sees_nothing_of_the_last(page, shop):
    shop.attributes |= signed(SECRET, id="first", name="Первая")
    write(open_chat(page, shop), "Моя тайна")
    shop.attributes = {"data-inbox": "shop"}
    page.evaluate("sessionStorage.clear()")
    frame = open_chat(page, shop)
    expect(frame.locator("#welcome")).to_be_visible()
    assert frame.locator(".bubble").count() == 0


def test_a_tick_comes_before_the_first_message_and_is_kept_with_time_and_version(page, shop, house):
    house.settings(policy_url="https://shop.example/privacy", policy_version="2026-11", consent=True)
    frame = open_chat(page, shop)
    field = frame.get_by_role("textbox", name="Напишите сообщение")
    field.fill("До согласия")
    field.press("Enter")
    expect(frame.get_by_role("alert")).to_contain_text("Сначала отметьте согласие")
    expect(frame.get_by_role("link", name="Политика")).to_have_attribute("href", "https://shop.example/privacy")
    frame.get_by_role("checkbox").check()
    field.press("Enter")
    expect(frame.locator(".message.own.sent .bubble")).to_have_text("До согласия")
    expect(frame.get_by_role("checkbox")).to_be_hidden()
    (agreed,) = house.consents()
    assert agreed.value == "2026-11 https://shop.example/privacy"
    assert agreed.at
    house.settings(consent=False)


def test_the_chat_works_where_the_frame_may_keep_nothing_itself(chromium, shop, house):
    context = chromium.new_context(locale="ru-RU")
    context.add_init_script(
        "if (window !== parent) Object.defineProperty(window, 'localStorage',"
        " { get() { throw new DOMException('no'); } })"
    )
    for page in watched(context):
        write(open_chat(page, shop), "Без своей памяти")
        page.reload()
        expect(chat(page).locator(".message.own .bubble")).to_have_text("Без своей памяти")
    context.close()


def test_on_a_phone_the_chat_is_the_whole_screen_and_nothing_is_cut_off_light_or_dark(chromium, shop):
    context = chromium.new_context(
        locale="ru-RU", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    frame = open_chat(page, shop)
    write(frame, "С телефона")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        box = page.locator("deskhand-chat .panel").bounding_box()
        assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
        for name in ("#send", "#hide", "#text"):
            found = frame.locator(name).bounding_box()
            assert found is not None
            assert found["x"] >= 0
            assert found["x"] + found["width"] <= 390
            assert found["y"] + found["height"] <= 844
    page.reload()
    expect(page.get_by_role("button", name="Чат с нами")).to_be_visible()  # never over a page just opened
    context.close()


def test_a_page_in_english_has_an_english_chat(page, shop):
    shop.attributes["data-language"] = "en"
    page.goto(shop.url)
    page.get_by_role("button", name="Chat with us").click()
    expect(chat(page).get_by_role("textbox", name="Write a message")).to_be_focused()


def test_an_answer_is_read_when_the_visitor_has_it_before_their_eyes(page, shop, house):
    frame = open_chat(page, shop)
    write(frame, "Прочитаю позже")
    frame.get_by_role("button", name="Свернуть чат").click()
    entry_id = house.answer(house.conversations()[-1].id, "Для чтения")
    expect(page.get_by_role("button", name="новых сообщений: 1")).to_be_visible()
    assert house.delivery(entry_id).read_at is None
    page.get_by_role("button", name="новых сообщений: 1").click()
    while house.delivery(entry_id).read_at is None:
        page.wait_for_timeout(20)


def test_a_visitor_sees_that_an_operator_has_read_and_writes(page, shop, house):
    house.settings(show_read="yes")
    frame = open_chat(page, shop)
    write(frame, "Вы здесь?")
    talk = house.conversations()[-1]
    house.run(lambda tx: mark_read(MarkRead(talk.id, talk.log_head), tx))
    house.parts.hub.publish(
        f"v:{house.visitor_of(talk)}", "typing", b'{"name":"\xd0\x90\xd0\xbd\xd0\xbd\xd0\xb0","seconds":1}'
    )
    expect(frame.locator("#typing")).to_have_text("Анна пишет…")
    expect(frame.locator("#typing")).to_be_hidden()
    house.answer(talk.id, "Да")
    expect(frame.locator(".message.own .under")).to_contain_text("прочитано")
    house.settings(show_read="")


def test_a_visitor_sees_by_when_they_were_promised_to_hear_of_us(page, shop, house):
    frame = open_chat(page, shop)
    write(frame, "Когда привезут?")
    due_at = house.clock.now() + timedelta(hours=3)
    command = MakePromise(house.conversations()[-1].id, new_id(), new_id(), "Спросить склад", due_at)
    house.run(lambda tx: make_promise(command, tx))
    house.answer(command.conversation_id, "Узнаю")
    expect(frame.locator("#promised")).to_contain_text("Ответим не позже: ")
    expect(frame.locator("body")).not_to_contain_text("склад")


def test_while_nobody_is_there_a_telephone_number_is_enough(page, shop, house):
    tomorrow = (house.clock.now() + timedelta(days=1)).strftime("%a").lower()
    house.hours(**{tomorrow: ["23:58-23:59"]})
    frame = open_chat(page, shop)
    try:
        where = frame.get_by_role("textbox", name="Ваша почта или телефон для ответа")
        for wrong in ("", "позвоните", "12"):
            where.fill(wrong)
            frame.locator("#text").fill("Перезвоните мне")
            frame.locator("#text").press("Enter")
            expect(frame.locator(".message.own")).to_have_count(0)
        where.fill("8 (917) 555-32-08")
        write(frame, "Перезвоните мне")
        expect(frame.locator(".message.own .under")).to_contain_text("8 (917) 555-32-08")
        talk = house.conversations()[-1]
        assert (talk.channel, house.identities()[-1].value) == (Channel.PHONE, "+79175553208")
    finally:
        house.hours()


def test_a_visitor_sends_a_file_and_gets_one_shown(page, shop, house):
    frame = open_chat(page, shop)
    frame.locator("#file").set_input_files({"name": "чек <b>.txt", "mimeType": "text/plain", "buffer": b"100"})
    expect(frame.locator("#chips li:not(.busy)")).to_have_text("чек <b>.txt×")
    frame.get_by_role("button", name="Отправить").click()
    link = frame.locator(".message.own.sent a.file")
    expect(link).to_have_text("чек <b>.txt")
    expect(frame.locator("#chips li")).to_have_count(0)
    page.reload()
    expect(chat(page).locator(".message.own.sent a.file")).to_have_attribute("href", re.compile("^/chat/api/files/"))


def test_a_blocked_visitor_is_told_until_when_and_can_only_read(page, shop, house):
    frame = open_chat(page, shop)
    write(frame, "Грубость")
    talk = house.conversations()[-1]
    house.run(lambda tx: block(BlockCustomer(talk.id, new_id(), 7), tx))
    page.reload()
    expect(chat(page).locator("#notice")).to_contain_text("Ваши сообщения не принимаются до")
    expect(chat(page).locator("#composer")).to_be_hidden()
    expect(chat(page).locator(".message.own .bubble")).to_have_text("Грубость")
    house.run(lambda tx: unblock(UnblockCustomer(talk.id, new_id()), tx))


def test_while_nobody_is_there_a_message_is_left_for_an_answer_by_mail(page, shop, house):
    tomorrow = (house.clock.now() + timedelta(days=1)).strftime("%a").lower()
    house.hours(**{tomorrow: ["23:58-23:59"]})
    frame = open_chat(page, shop)
    expect(frame.locator("#notice")).to_contain_text("Сейчас никого нет")
    expect(frame.locator("#pace")).to_have_text("Ответим письмом или по телефону")
    expect(frame.locator("#attach")).to_be_hidden()
    frame.get_by_role("textbox", name="Напишите сообщение").fill("Позвоните завтра")
    frame.get_by_role("textbox", name="Ваша почта").fill("oleg@shop.example")
    frame.get_by_role("button", name="Отправить").click()
    expect(frame.locator(".message.own.sent .under")).to_contain_text("ответим на oleg@shop.example")
    assert house.conversations()[-1].channel is Channel.EMAIL
    page.reload()
    expect(chat(page).locator(".message.own .bubble")).to_have_text("Позвоните завтра")
    house.hours()
