"""Mail of web forms: the visitor is the customer, the robot is never answered, no two forms are one talk.

``forms`` holds 65 mails of 28 kinds of forms beside 21 that are none; they were labelled before the code was written.
"""

import json
from pathlib import Path

import pytest

from app.domain.channel import Channel
from app.model.customer import Identity
from app.server.channels.email.arrival import answerable
from app.server.channels.email.form import FormRule, form_customer, form_rules
from app.server.channels.email.machine import machine_reason
from app.server.channels.email.mime import parse_mail
from app.server.channels.email.outgoing import read_outgoing
from tests.server.email.house import SUPPORT, MailHouse, mail

FOLDER = Path(__file__).parent / "forms"
OURS = "zakaz@lavka.example"
EXPECTED = json.loads((FOLDER / "expected.json").read_text("utf-8"))
FORMS = {name: it for name, it in EXPECTED.items() if it["form"]}
OTHERS = {name: it for name, it in EXPECTED.items() if not it["form"]}


def read(name: str, rules: tuple[FormRule, ...] = ()):
    found = parse_mail((FOLDER / name).read_bytes())
    own = frozenset({OURS})
    return form_customer(found, machine_reason(found, own), own, rules)


def test_the_set_is_large_enough_to_say_something():
    assert len(FORMS) >= 60
    assert len({it["kind"] for it in FORMS.values()}) >= 12


def test_the_customer_of_a_form_is_its_visitor():
    right = [name for name, it in FORMS.items() if (found := read(name)) and _is(found, it)]
    wrong = sorted(set(FORMS) - set(right))
    assert len(right) / len(FORMS) >= 0.98, wrong


def _is(found, wanted) -> bool:
    if wanted["address"]:
        return found.address.address == wanted["address"]
    return not found.address.address and found.phone == wanted["phone"]


def test_names_and_telephones_are_read_as_well():
    found = {name: read(name) for name in FORMS}
    named = [name for name, it in FORMS.items() if found[name] and found[name].address.name == it["name"]]
    phones = [name for name, it in FORMS.items() if it["phone"]]
    told = [name for name in phones if found[name] and found[name].phone == FORMS[name]["phone"]]
    assert len(named) / len(FORMS) >= 0.95
    assert len(told) / len(phones) >= 0.95


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_what_people_and_other_robots_write_is_no_form(name):
    assert read(name) is None


@pytest.mark.postgresql_by_night
def test_every_form_is_a_request_of_its_visitor_and_no_robot_can_be_answered(house: MailHouse):
    house.add_inbox(OURS)
    robots = {each.address.lower() for name in FORMS for each in parse_mail((FOLDER / name).read_bytes()).from_}
    talks, answered = set(), []
    for name, wanted in FORMS.items():
        taken = house.take((FOLDER / name).read_bytes(), OURS)
        assert taken.outcome == "opened", name
        talks.add(taken.conversation_id)
        entry_id = house.answer(taken.conversation_id, "Здравствуйте!")
        with house.database.read() as session:
            to = read_outgoing(session, house.ws, entry_id).to
        for each in to:
            if answerable(each.address):
                answered.append((name, each.address))
                assert each.address == wanted["address"], name
    assert len(talks) == len(FORMS)
    assert not [each for each in answered if each[1] in robots]
    assert len(answered) >= 0.98 * sum(1 for it in FORMS.values() if it["address"])


def test_a_visitor_who_left_only_a_telephone_is_known_by_it(house: MailHouse):
    house.add_inbox(OURS)
    name = next(name for name, it in FORMS.items() if it["phone"] and not it["address"] and it["kind"] == "tilda")
    taken = house.take((FOLDER / name).read_bytes(), OURS)
    with house.database.read() as session:
        customer = house.conversation(taken.conversation_id).customer_id
        known = session.query(Identity).filter_by(ws=house.ws, customer_id=customer).all()
    assert [(it.channel, it.value) for it in known] == [(Channel.PHONE, FORMS[name]["phone"])]


def test_two_forms_that_name_the_same_mail_stay_apart(house: MailHouse):
    thread = "References: <thread-1@tilda.ws>\r\n"
    talks = {
        house.take(
            mail(
                f"Name: {name}\nEmail: {name}@example.com\nMessage: hello",
                message_id=f"{name}@tilda.ws", sender="Tilda <noreply@tilda.ws>", subject="New lead from the site",
                headers=thread,
            )
        ).conversation_id
        for name in ("ann", "bob")
    }  # fmt: skip
    assert len(talks) == 2


def test_a_rule_takes_the_customer_from_a_labelled_line(house: MailHouse):
    rules = {"forms": [{"from": "crm.partner.example", "take": "line", "label": "Почта заявителя:"}]}
    house.settings(rules=rules)
    raw = mail(
        "Менеджер: robot@crm.partner.example\nПочта заявителя: Anna@Example.org\nТекст: когда откроетесь?",
        sender="CRM <anna.manager@crm.partner.example>",
    )
    taken = house.intake().take(house.directory.find(SUPPORT), raw)
    with house.database.read() as session:
        customer = house.conversation(taken.conversation_id).customer_id
        assert session.query(Identity).filter_by(ws=house.ws, customer_id=customer).one().value == "anna@example.org"


def test_a_rule_takes_the_customer_from_reply_to_and_never_means_never():
    raw = mail("Hello", sender="Ann <ann@partner.example>", headers="Reply-To: Bob <bob@example.com>")
    found = parse_mail(raw)
    rule = form_rules({"rules": {"forms": [{"from": "ann@partner.example", "take": "reply_to"}]}})
    assert form_customer(found, None, frozenset(), rule).address.address == "bob@example.com"
    tilda = parse_mail(mail("Name: Bob\nEmail: bob@example.com", sender="noreply@tilda.ws", subject="New lead"))
    never = form_rules({"rules": {"forms": [{"from": "tilda.ws", "take": "never"}]}})
    assert form_customer(tilda, None, frozenset()) is not None
    assert form_customer(tilda, None, frozenset(), never) is None


def test_an_address_of_ours_in_a_form_is_never_its_customer():
    found = parse_mail(mail(f"Name: Bob\nEmail: {OURS}", sender="noreply@tilda.ws", subject="New lead"))
    assert form_customer(found, None, frozenset({OURS})) is None


@pytest.mark.parametrize("broken", [{}, {"rules": 3}, {"rules": {"forms": 3}}, {"rules": {"forms": [3, None]}}])
def test_settings_that_are_no_rules_are_no_rules(broken):
    assert form_rules(broken) == ()
