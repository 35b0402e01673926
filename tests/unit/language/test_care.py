"""The care of a first contact: what an operator's words already ask and tell, and what is offered."""

import pytest

from app.language.care import Care, care_known, care_phrase, care_said
from app.language.gap import gaps

SAID = [
    ("ru", "Подскажите, пожалуйста, как я могу к вам обращаться?", {Care.ADDRESS}),
    ("ru", "А как вас зовут?", {Care.ADDRESS}),
    ("ru", "Представьтесь, пожалуйста.", {Care.ADDRESS}),
    ("ru", "Как вам удобнее — письмом или звонком?", {Care.REACH}),
    ("ru", "Подскажите удобное для вас время.", {Care.REACH}),
    ("ru", "Проверю наличие и вернусь с ответом до 17:00.", {Care.NEXT}),
    ("ru", "Завтра утром мы вам перезвоним.", {Care.NEXT}),
    ("ru", "В течение часа напишу, что узнала.", {Care.NEXT}),
    ("ru", "Если появятся вопросы, просто ответьте на это письмо.", {Care.BACK}),
    ("ru", "Обращайтесь, если что-то ещё понадобится!", {Care.BACK}),
    ("ru", "Заказ 1042 отправлен вчера, трек-номер 7788.", set()),
    ("ru", "Обращение принято, номер 15.", set()),
    ("ru", "Мы работаем до 20:00.", set()),
    ("ru", "Вы писали, что ваза разбилась: пришлите фото, пожалуйста.", set()),
    ("ru", "Ваше имя в заказе указано верно? Проверьте до оплаты.", {Care.ADDRESS}),
    ("en", "How would you like me to address you?", {Care.ADDRESS}),
    ("en", "May I have your name, please?", {Care.ADDRESS}),
    ("en", "What is the best way to reach you?", {Care.REACH}),
    ("en", "Which time works best for you?", {Care.REACH}),
    ("en", "I'll check with the warehouse and get back to you by noon.", {Care.NEXT}),
    ("en", "You will hear from us within two hours.", {Care.NEXT}),
    ("en", "Just reply to this message if anything else comes up.", {Care.BACK}),
    ("en", "Let me know if you need more.", {Care.BACK}),
    ("en", "Your order was shipped yesterday.", set()),
    ("en", "The parcel is in Berlin, and the courier has it.", set()),
    ("en", "The address you gave is right.", set()),
]


@pytest.mark.parametrize(("locale", "text", "steps"), SAID)
def test_what_is_said_is_recognised_and_nothing_else(locale, text, steps):
    assert care_said(text, locale) == steps


@pytest.mark.parametrize("locale", ["ru", "en", "de"])
@pytest.mark.parametrize("informal", [True, False])
@pytest.mark.parametrize("step", list(Care))
def test_what_is_offered_is_recognised_as_said_once_its_gaps_are_filled(locale, informal, step):
    phrase = care_phrase(step, locale, informal=informal)
    for gap in reversed(gaps(phrase)):
        phrase = phrase[: gap.start] + "18:00" + phrase[gap.start + gap.length :]
    assert step in care_said(phrase, locale)


def test_only_the_promise_of_what_comes_next_is_filled_in_by_hand():
    assert [step for step in Care if gaps(care_phrase(step, "ru", informal=False))] == [Care.NEXT]


def test_what_is_known_of_the_customer_is_not_asked():
    assert care_known({"call_me", "city"}) == {Care.ADDRESS}
    assert care_known({"channel"}) == {Care.REACH}
    assert care_known(()) == set()
