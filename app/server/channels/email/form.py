"""Mail that a web form sent: whose words it carries. The robot's own address is never answered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from app.language.form_field import Filled, emails_in, filled_form, labelled_value, phone_in
from app.server.channels.email.address import Address
from app.server.channels.email.machine import MachineKind, MachineReason
from app.server.channels.email.mime import ParsedMail

ENOUGH = 0.6
"""Confidence below which the sender stays who From says."""

MAX_RULES = 50

SENDERS = frozenset(
    {
        "tilda.ws", "tilda.cc", "tildacdn.com", "bitrix24.ru", "bitrix24.com", "bitrix24.by", "bitrix24.kz",
        "jivosite.com", "jivo.ru", "jivochat.com", "insales.ru", "insales.com", "wix.com", "wix-forms.com",
        "typeform.com", "ecwid.com", "amocrm.ru", "amocrm.com", "kommo.com", "marquiz.ru", "forms.yandex.ru",
        "squarespace.info", "squarespace.com", "shopify.com", "callibri.ru", "envybox.io", "callbackhunter.com",
        "carrotquest.io", "carrotquest.ru", "jotform.com", "hubspot.com", "formspree.io", "netlify.com", "flexbe.com",
        "ukit.com", "ucoz.ru", "nethouse.ru", "lpgenerator.ru", "webflow.com", "getform.io", "formsubmit.co",
        "tally.so", "paperform.co", "cognitoforms.com", "wufoo.com", "123formbuilder.com", "zohoforms.com",
        "surveymonkey.com", "unisender.com", "getcourse.ru", "roistat.com", "calltouch.net", "mango-office.ru",
        "talk-me.ru", "chatra.io", "setka.ru", "advantshop.net", "storeland.ru", "diafan.ru", "megagroup.ru",
        "umi-cms.ru", "moguta.ru", "webasyst.com",
    }
)  # fmt: skip
"""Domains that send what visitors filled in, theirs and those below."""

_ADDRESSES = frozenset({"forms-receipts-noreply@google.com", "noreply-apps-scripts-notifications@google.com"})
_ROBOT = re.compile(
    r"(?:no|not|dont|donot|do-not)[-_.]?reply|(?:script-)?robot|bot|wordpress|www-?data|apache|nginx|httpd|nobody|root"
    r"|mailer|e?mail|web|webmaster|site|postmaster|forms?|form-submission|formresponses|notifications?|notify|lead|leads|system",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"заявк[аиу]|с сайта|на сайте|веб-?форм|web-?форм|форм[аыеу] (?:обратной связи|«|\")|новый (?:лид|заказ)"
    r"|обратн\w+ зв|сообщение сгенерировано автоматически|контактной формы|ответ на форму|квиз|новый ответ|contact form"
    r"|form submission|new (?:entry|order|lead|response|submission|message|customer message)"
    r"|your (?:web)?site|submitted|from (?:your )?(?:web)?site|offline message",
    re.IGNORECASE,
)
_SCRIPT_HEADERS = ("x-php-originating-script", "x-php-script")
_SCRIPT_MAILER = re.compile(r"php|wordpress|bitrix|tilda", re.IGNORECASE)
_OUTRIGHT = frozenset({MachineKind.BOUNCE, MachineKind.COMPLAINT, MachineKind.RECEIPT})


@dataclass(frozen=True, slots=True)
class FormRule:
    """What an inbox knows of a form: mail from ``sender`` (address or domain) about ``subject`` (part of it).

    ``take``: ``reply_to``, or ``line`` for the value behind ``label``, or ``never``: such mail is no form.
    """

    sender: str = ""
    subject: str = ""
    take: str = "reply_to"
    label: str = ""

    def fits(self, mail: ParsedMail) -> bool:
        """Whether the rule speaks about this mail; one that names neither speaks about none."""
        wanted = self.sender.strip().lower().lstrip("@")
        senders = [each.address.lower() for each in mail.from_]
        known = not wanted or any(each == wanted or _below(each, wanted) for each in senders)
        return bool(wanted or self.subject) and known and self.subject.lower() in mail.subject.lower()


@dataclass(frozen=True, slots=True)
class FormCustomer:
    """Whose words a form carries. ``address`` and ``phone`` may be empty: then nobody can be answered."""

    address: Address
    phone: str
    confidence: float
    why: str


def form_rules(settings: Mapping[str, Any]) -> tuple[FormRule, ...]:
    """The rules of an inbox, from ``settings["rules"]["forms"]``; what is no rule is left out."""
    rules = settings.get("rules")
    forms = rules.get("forms") if isinstance(rules, Mapping) else None
    every = [each for each in forms[:MAX_RULES] if isinstance(each, Mapping)] if isinstance(forms, list) else []
    return tuple(
        FormRule(
            sender=str(each.get("from") or ""),
            subject=str(each.get("subject") or ""),
            take=str(each.get("take") or "reply_to"),
            label=str(each.get("label") or ""),
        )
        for each in every
    )


def form_customer(
    mail: ParsedMail, machine: MachineReason | None, own: Set[str], rules: tuple[FormRule, ...] = ()
) -> FormCustomer | None:
    """The customer of a form's mail; None when it is no form, or not surely enough. ``own``: our addresses, lower case.

    Reports, loops and automatic replies never carry a customer's words, whatever a rule says.
    """
    if _speaks_for_itself(mail, machine) or not mail.from_:
        return None
    rule = next((each for each in rules if each.fits(mail)), None)
    if rule is not None:
        return _by_rule(mail, rule, own)
    found = _guess(mail, own)
    return found if found is not None and found.confidence >= ENOUGH else None


def _speaks_for_itself(mail: ParsedMail, machine: MachineReason | None) -> bool:
    if machine is not None and machine.kind in _OUTRIGHT:
        return True
    submitted = mail.headers.get("auto-submitted").partition(";")[0].strip().lower()
    suppressed = mail.headers.get("x-auto-response-suppress").strip().lower()
    looped = machine is not None and machine.kind is MachineKind.LOOP and "one of our own" not in machine.why
    return submitted == "auto-replied" or suppressed == "all" or looped or bool(mail.in_reply_to)


def _by_rule(mail: ParsedMail, rule: FormRule, own: Set[str]) -> FormCustomer | None:
    filled = filled_form(mail.body_text)
    if rule.take == "never":
        return None
    if rule.take == "line":
        value = labelled_value(mail.body_text, rule.label)
        address = next(iter(_foreign(emails_in(value), own)), "")
        why = f"form: the line {rule.label.strip()[:60]!r}, by a rule of the inbox"
        return _customer(mail, address, filled, 1.0, why, phone="" if address else phone_in(value))
    address = next(iter(_foreign(_replies(mail), own)), "")
    return _customer(mail, address, filled, 1.0, "form: Reply-To, by a rule of the inbox")


def _guess(mail: ParsedMail, own: Set[str]) -> FormCustomer | None:
    """Only a robot's mail, or one from ourselves, may carry somebody else's words."""
    sender = mail.from_[0].address.lower()
    service, ours = _is_service(sender), sender in own or _domain(sender) in {_domain(each) for each in own}
    robot = bool(_ROBOT.fullmatch(sender.partition("@")[0][:100])) or _is_script(mail)
    if not (service or ours or robot):
        return None
    filled = filled_form(mail.body_text)
    speaks = bool(_WORDS.search(f"{mail.subject[:300]}\n{mail.body_text[:4_000]}"))
    trust = 0.35 * service + 0.3 * ours + 0.2 * robot + 0.2 * speaks
    kin = {_domain(sender)} - {_domain(each) for each in own}
    labelled = [each for each in _foreign(filled.emails, own) if not _is_kin(each, kin)]
    replies = [each for each in _foreign(_replies(mail), own) if not _is_kin(each, kin) and each != sender]
    if replies:
        both = 0.1 if replies[0] in labelled else 0.0
        return _customer(mail, replies[0], filled, min(1.0, trust + 0.4 + both), "form: Reply-To names its visitor")
    if labelled:
        return _customer(mail, labelled[0], filled, min(1.0, trust + 0.35), "form: a labelled line names its visitor")
    if filled.phone:
        return _customer(mail, "", filled, trust + 0.15 + 0.1 * bool(filled.name), "form: it leaves a telephone number")
    if filled.has_text and filled.name:
        return _customer(mail, "", filled, trust + 0.1, "form: its visitor left no address")
    return None


def _customer(
    mail: ParsedMail, address: str, filled: Filled, confidence: float, why: str, phone: str = ""
) -> FormCustomer:
    named = {each.address.lower(): each.name for each in mail.reply_to}
    theirs = not filled.emails or not address or address == filled.emails[0]
    name = (filled.name if theirs else "") or named.get(address, "")
    if not name and mail.from_ and mail.reply_to and mail.from_[0].name == mail.reply_to[0].name:
        name = mail.from_[0].name
    return FormCustomer(Address(name, address), phone or filled.phone, round(confidence, 2), why)


def _replies(mail: ParsedMail) -> list[str]:
    return [each.address.lower() for each in mail.reply_to if "@" in each.address]


def _foreign(addresses: tuple[str, ...] | list[str], own: Set[str]) -> list[str]:
    """Addresses that are neither ours nor a service's: only these may be a visitor's."""
    return [each for each in addresses if each not in own and not _is_service(each) and not _takes_none(each)]


def _takes_none(address: str) -> bool:
    return bool(re.match(r"(?:no|not|dont|donot|do-not)[-_.]?reply", address, re.IGNORECASE))


def _is_service(address: str) -> bool:
    if address in _ADDRESSES:
        return True
    domain = _domain(address)
    return any(domain == each or domain.endswith("." + each) for each in _parents(domain) & SENDERS)


def _parents(domain: str) -> set[str]:
    parts = domain.split(".")
    return {".".join(parts[at:]) for at in range(max(len(parts) - 4, 0), len(parts))}


def _is_kin(address: str, kin: set[str]) -> bool:
    """An address of the sender's own house is its signature, not its visitor."""
    return any(_domain(address) == each or each.endswith("." + _domain(address)) for each in kin)


def _is_script(mail: ParsedMail) -> bool:
    if any(name in mail.headers for name in _SCRIPT_HEADERS):
        return True
    return bool(_SCRIPT_MAILER.search(mail.headers.get("x-mailer")[:100]))


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def _below(address: str, domain: str) -> bool:
    found = _domain(address)
    return "@" not in domain and (found == domain or found.endswith("." + domain))
