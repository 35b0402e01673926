"""Letters of people and of machines, labelled before the rules that tell them apart were written; then frozen."""

from dataclasses import dataclass

from app.server.channels.email.machine import MachineReason, machine_reason
from app.server.channels.email.mime import parse_mail

OURS = "support@desk.example.com"


@dataclass(frozen=True, slots=True)
class Writer:
    """One letter. ``nobody``: its envelope has no sender. ``sure``: it says itself that a machine wrote it."""

    subject: str
    body: str
    sender: str = "Ann Lee <ann@gmail.com>"
    headers: str = ""
    nobody: bool = False
    sure: bool = True

    def reason(self) -> MachineReason | None:
        """What the product takes it for."""
        head = f"From: {self.sender}\nTo: {OURS}\nSubject: {self.subject}\n{self.headers}"
        typed = "" if "content-type:" in head.lower() else "Content-Type: text/plain; charset=utf-8\n"
        raw = f"{head.rstrip()}\n{typed}\n{self.body}\n".encode()
        return machine_reason(parse_mail(raw), frozenset({OURS}), nobody=self.nobody)


_GMAIL = """

---------- Forwarded message ---------
From: Home & Light <support@desk.example.com>
Date: Fri, 20 Nov 2026 at 10:00
Subject: Your order 1234
To: Ann Lee <ann@gmail.com>

Your order is on its way.
"""
_APPLE = """

Begin forwarded message:

From: Shop <support@desk.example.com>
Subject: Your order
Date: 20 November 2026 at 10:00:00 GMT
To: ann@gmail.com

Your sofa comes on Friday.
"""
_OUTLOOK = """

From: Support <support@desk.example.com>
Sent: Friday, November 20, 2026 10:00
To: Maria Ivanova
Subject: RE: Order not delivered

Your sofa was delivered yesterday.
"""
_OUTLOOK_RU = """

От: Поддержка <support@desk.example.com>
Отправлено: пятница, 20 ноября 2026 г. 10:00
Кому: Мария Иванова
Тема: Ваш заказ

Заказ доставлен.
"""
_FILES = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b"
_REPORT = "MIME-Version: 1.0\nContent-Type: multipart/report; report-type={}; boundary=b"

PEOPLE = (
    # What took customers for machines once.
    Writer("Fwd: Delivery problem with my order", "My parcel was not delivered. Please help!" + _GMAIL),
    Writer("Fwd: delivery failed? order 1234", "It was not delivered." + _GMAIL),
    Writer("Order not delivered", "My parcel did not reach me." + _GMAIL),
    Writer("Заказ 1234 не доставлен", "Заказ не доставлен, хотя в письме сказано, что доставлен." + _GMAIL),
    Writer("Не доставили заказ", "Заказ не было доставлено, никто не звонил." + _GMAIL),
    Writer("RE: Order not delivered", "No, it was not delivered! Nobody came." + _OUTLOOK * 2),
    Writer("Fwd: Delivery failure of sofa", "It was not delivered because nobody was at home." + _APPLE),
    Writer("Payment rejected", "My card was rejected." + _GMAIL),
    Writer("Я в отпуске, перенесите доставку на 5 декабря", "Перенесите, пожалуйста."),
    Writer("Нет на месте курьера", "Жду уже час."),
    Writer("Out of office delivery please", "Leave it at the neighbours'."),
    Writer("Vacation: please hold my order", "Until Monday."),
    Writer("Autoresponder for our shop does not work", "The device I bought."),
    Writer("Автоответчик не работает, заказ 55", "Купили у вас телефон с автоответчиком."),
    Writer("Complaint about message on your site", "You wrote that delivery is free."),
    Writer("Question about delivery error", "The lamp was rejected.", "System Administrator <it@company.ru>"),
    Writer("Delivery problem", "The lamp is broken.", "Postmaster <ivan@company.ru>"),
    Writer("Mail problem", "Письмо не доставлено? Где заказ?", "smtp@company.ru"),
    Writer("Delivery problem with lamp", "It is broken.", "bounce.ann@gmail.com"),
    # The same kind of letter in other words.
    Writer("Delivery has failed again, third time", "The courier says the address is unknown. It is not." + _GMAIL),
    Writer("Fwd: Delivery status of 7712", "Status: 5.1.1 is what your site shows. What is that?" + _GMAIL),
    Writer("Message delivery", "I got: 550 5.1.1 user unknown when I wrote to your manager." + _OUTLOOK * 2),
    Writer("Returned message from your shop", "Your letter was returned to sender, my new address is below." + _APPLE),
    Writer("Не удалось доставить посылку?", "Пишут, что не может быть доставлено." + _OUTLOOK_RU + _GMAIL),
    Writer("Ошибка доставки в личном кабинете", "Статус: не доставлено. Вчера было «в пути»." + _GMAIL),
    Writer("Возвращённое сообщение", "Моё письмо вам было возвращено, пишу ещё раз." + _GMAIL),
    Writer("Re: Автоответ: ваш заказ принят", "Спасибо! Адрес: Ленина, 5."),
    Writer("Re: Automatic reply: your request 5512", "Thanks, I'll wait. The flat is 14."),
    Writer("Away from the office until Friday, deliver later?", "Please bring it on Saturday."),
    Writer("Automatic response time of the lamp", "How quickly does the sensor switch it on?"),
    Writer("OOO Vektor: invoice for chairs", "We need an invoice for eight chairs."),
    # Words nobody had in mind.
    Writer("Where is my chair", "You promised Tuesday. It is Thursday."),
    Writer("Бракованная лампа", "Лампа мигает. Как её вернуть?"),
    Writer("Двойное списание", "С карты сняли два раза, верните деньги." + _OUTLOOK_RU),
    Writer("Undelivered parcel, driver was rude", "He threw the box over the fence."),
    Writer(
        "Invoice",
        "Please send it to our accountant.\n\n> From: a@b.example\n> To: c@d.example\n> Subject: x\n> Date: y",
    ),
    Writer("Курьер не приехал", "Ждали весь день. Переадресуйте на пункт выдачи." + _GMAIL),
    Writer("Изменить адрес", "Мы переехали: Мира, 12, кв. 4."),
    Writer("Письма от вас не доходят", "Проверьте, пожалуйста, мой адрес: anna@mail.ru. Письмо не отправлено?"),
    Writer("Fwd: Undeliverable: Order 8", "I wrote to your manager and got this. Whom do I ask?" + _OUTLOOK * 2),
    Writer("Your mailbox is full", "I cannot write to sales@, it says mailbox is full. Order 77, please."),
    Writer("Re: заказ 31", "Меня не будет дома, я в отпуске. Можно после пятого?" + _OUTLOOK_RU),
    Writer("System error at checkout", "Permanent error 500-5.0.1 when I pay."),
    Writer("отписка", "Не присылайте больше рекламу, только про заказ 9."),
    Writer("Robot vacuum", "Does it come with a second brush?", "Robot Ivanov <robert.bot@mail.ru>"),
    Writer("Повтор: где мой возврат", "Пишу третий раз. Деньги не пришли.", "Администратор <admin@kolos.ru>"),
    Writer("Complaint", "I complain about the message your driver left. Abuse report follows if nobody calls."),
    Writer("lamp", "It does not switch on. Thanks, Tom", "Tom Postma <postma@firm.nl>"),
    Writer("Hello", "The doorbell loops the same tune for ever. Can it be changed?", headers="Auto-Submitted: no"),
    Writer("Kaputte Lampe", "Die Lampe ist leider kaputt angekommen.", "Hans <hans@isp.de>"),
    Writer(
        "Fwd: Undeliverable: Order 8", "--b\n\nYour server sent me this. Please look.\n--b\nContent-Type: "
        "message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; sales@desk.example.com\n"
        "Action: failed\nStatus: 5.1.1\n\n--b--", headers=_FILES,
    ),
    Writer(
        "Re: read receipt", "--b\n\nWhy do I get these?\n--b\nContent-Type: message/disposition-notification\n\n"
        "Final-Recipient: rfc822; support@desk.example.com\nDisposition: manual-action/MDN-sent-manually; displayed\n"
        "\n--b--", headers=_FILES,
    ),
)  # fmt: skip

_PROSE = "Your message could not be delivered.\n\n<anna@example.com>: 550 5.1.1 user unknown\n"
_ORIGINAL = """

Received: from desk.example.com by mx.example.net; Sat, 21 Nov 2026 10:00:01 +0500
Message-ID: <token@desk.example.com>
From: Support <support@desk.example.com>
To: anna@example.com
Subject: Your order

It comes tomorrow.
"""
_STATUS = (
    "--b\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
    "Final-Recipient: rfc822; anna@example.com\nAction: failed\nStatus: 5.1.1\n\n--b--"
)

MACHINES = (
    # By what the rules have always looked at.
    Writer(
        "Undelivered Mail Returned to Sender", _STATUS, "MAILER-DAEMON@mx.example", _REPORT.format("delivery-status"),
    ),
    Writer("failure notice", _PROSE, "MAILER-DAEMON@mx.example", "Return-Path: <>"),
    Writer("Mail delivery failed: returning message to sender", _PROSE, "x@mx.example", "X-Failed-Recipients: a@b.ru"),
    Writer("Delivery Status Notification (Failure)", _PROSE, "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"),
    Writer("Automatic reply: Your order", "I am away.", headers="X-Auto-Response-Suppress: All"),
    Writer("Автоответ: Re: Заказ 15", "Я в отпуске.", headers="Auto-Submitted: auto-replied"),
    Writer("Out of Office", "Back on Monday.", headers="X-Autoreply: yes"),
    Writer("Undeliverable: Your order", _PROSE, "System Administrator <postmaster@corp.ru>", nobody=True),
    Writer("Returned mail: see transcript for details", _PROSE + _ORIGINAL, "root@host.example", nobody=True),
    Writer("Прочтено: ваш заказ", "--b\n\nread\n--b--", headers=_REPORT.format("disposition-notification")),
    Writer("Sale!", "All lamps", "Shop <news@shop.example>", "List-Unsubscribe: <mailto:u@shop.example>"),
    Writer("Your code", "1234", "Bank <no-reply@bank.example>"),
    Writer("Abuse", "--b\n\nx\n--b--", "staff@isp.example", _REPORT.format("feedback-report")),
    # Known by the words alone: perhaps.
    Writer("Automatic reply: Your order", "I am away until the fifth.", sure=False),
    Writer("Автоматический ответ: Заказ 15", "Меня нет, пишите коллегам.", sure=False),
    Writer("Out of office", "Back on Monday.", sure=False),
    Writer("Я в отпуске", "Вернусь десятого.", sure=False),
    Writer("Mail delivery failed", _PROSE + _ORIGINAL, "dma@host.example", sure=False),
    Writer("Delivery failure", _PROSE, "Postmaster <postmaster@corp.ru>", sure=False),
    Writer("Mail System Error - Returned Mail", _PROSE, "Postmaster@ezweb.example", sure=False),
    # By signs and in words that the rules did not know.
    Writer("Your request", "Ich bin bis 5. Januar nicht erreichbar.", "Hans <hans@isp.de>", nobody=True),
    Writer("Nicht zugestellt", "Benutzer unbekannt", "Postbote <postbote@isp.de>", nobody=True),
    Writer("Échec de la remise", "L'adresse n'existe pas.", "Serveur <serveur@ovh.example>", nobody=True),
    Writer("Échec de la remise", "L'adresse n'existe pas.", "MAILER-DAEMON@ovh.example"),
    Writer("Спасибо за обращение!", "Ваше письмо зарегистрировано под № 77.", "Завод <info@zavod.ru>", nobody=True),
    Writer(
        "Ticket 5512 created", "We answer soon.", "Helpdesk <help@vendor.example>", "Auto-Submitted: auto-generated",
    ),
    Writer(
        "Re: Order", "Maria no longer works here.", "Maria <maria@firm.example>",
        "Auto-Submitted: auto-replied (vacation)",
    ),
    Writer("Ответ: Заказ 15", "Сотрудник уволен.", "Ольга <olga@firm.ru>", "Precedence: auto_reply"),
    Writer("Re: Заказ 15", "Сейчас не могу ответить.", "Ольга <olga@firm.ru>", "X-Autorespond: Заказ 15"),
    Writer("Re: Bestellung", "Urlaub", "Uwe <uwe@firma.de>", "Return-Path: <>"),
    Writer("Re: order", "away", "Uwe <uwe@firma.de>", "Return-Path: <MAILER-DAEMON>"),
    Writer("Read: Your order", "Your letter was read.", "Tom <tom@firm.example>", nobody=True),
    Writer(
        "Delivered: Your order", _STATUS.replace("failed", "delivered"), "x@y.example",
        _REPORT.format("delivery-status"),
    ),
    Writer("Ihre Mail", _STATUS, "Post <post@isp.de>", _REPORT.format("delivery-status")),
    Writer("Message you sent blocked by our bulk email filter", "Sorry", "filter@corp.example", nobody=True),
    Writer("[zavod] Weekly digest", "Topics", "digest@lists.example", "List-Id: <zavod.lists.example>"),
    Writer("Challenge: confirm that you are human", "Click here.", "Confirm <c@spamarrest.example>", nobody=True),
    Writer("Invoice 7 paid", "1C:Enterprise", "Bukh <buh@kolos.ru>", "Auto-Submitted: auto-generated; type=invoice"),
    Writer("Нет такого ящика", "Адрес не существует.", "Робот <mailer-daemon@mail.example.ru>"),
    Writer("Quota", "Your mailbox", "Mail Delivery System <mdaemon@corp.example>", nobody=True),
)  # fmt: skip
