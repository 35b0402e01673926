"""The gallery's first page: columns of parts with fixed sample words."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ui.gallery.row import add_columns, row_of
from ui.gallery.timeline import TimelineSample
from ui.theme.icon import icon_pixmap
from ui.theme.tokens import theme
from ui.widgets.avatar import Avatar
from ui.widgets.banner import Banner
from ui.widgets.button import Button, IconButton, PrimaryButton
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.empty_state import EmptyState
from ui.widgets.fact import ChecklistRow, KeyValueRow, SectionHeader
from ui.widgets.field import ChoiceField, LabelledField, PasswordField, SearchField
from ui.widgets.pill import Chip, Pill, PillKind, StatusChip, promise_chip
from ui.widgets.segmented import PillTabs, Segment, Segmented
from ui.widgets.sla_ring import Sla, SlaLabel, SlaState, left_text
from ui.widgets.status_cell import StatusCell
from ui.widgets.step_bar import StepBar
from ui.widgets.toast import UNDO_MS, UndoBar

ICONS = (
    "inbox", "circle-dashed", "handshake", "calendar-clock", "at-sign", "search", "truck", "rotate-ccw", "receipt",
    "wrench", "hash", "book-open", "users", "mail", "message-circle", "phone", "send", "crown", "cloud-upload",
    "cloud-off", "lock", "pause", "circle-check", "zap", "paperclip", "smile", "a-large-small", "bell",
)  # fmt: skip


class Gallery(QWidget):
    """Not part of the product: designers and tests look at it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("gallery")
        self.setProperty("surface", "conversation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Deskhand gallery")
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(4))
        column.addLayout(_top())
        for banner in _banners():
            column.addWidget(banner)
        add_columns(column, ((_inputs, 3), (_marks, 3), (_panel, 3), (_timeline, 4)))
        column.addWidget(_status())
        self.undo = UndoBar(self)

    def offer_undo(self) -> None:
        """Show the bar as it is when half of its time is gone; it does not run."""
        self.undo.offer("Письмо для Марины Соколовой уходит", milliseconds=UNDO_MS)


def _top() -> QBoxLayout:
    field = SearchField("Найти клиента, обращение или команду")
    row = row_of(ElidedLabel("Deskhand", "title"), *_icons()[:14])
    row.setContentsMargins(theme().space(6), theme().space(3), theme().space(4), 0)
    row.addWidget(field)
    return row


def _icons() -> list[QWidget]:
    shown: list[QWidget] = []
    for name in ICONS:
        label = QLabel()
        label.setPixmap(icon_pixmap(name, "text.secondary", theme().size("icon"), label.devicePixelRatioF()))
        shown.append(label)
    return shown


def _banners() -> list[Banner]:
    offline, update = Banner(), Banner()
    offline.show_fact(
        "warning",
        "cloud-off",
        "Работаем без сети — 3 изменения будут отправлены",
        "Можно читать и отвечать. Всё уйдёт, когда связь вернётся.",
    )
    offline.set_buttons([("changes", "Показать изменения", ""), ("retry", "Повтор через 0:24", "refresh-cw")])
    update.show_fact("accent", "flask-conical", "Пробная команда", "Клиенты и заказы вымышлены.")
    return [offline, update]


def _inputs(column: QVBoxLayout) -> None:
    column.addWidget(SectionHeader("Кнопки"))
    off = Button("Недоступно")
    off.setEnabled(False)
    column.addLayout(row_of(Button("Войти"), Button("Продолжить", look="primary", icon_name="key-round"), off))
    column.addLayout(row_of(Button("Заменить", look="small"), Button("Расшифровка", look="link")))
    send = PrimaryButton("Отправить, ждём клиента", key="Ctrl+Return")
    menu = QMenu(send)
    menu.addAction(QAction("Отправить и решить", menu))
    send.setMenu(menu)
    column.addLayout(row_of(send))
    waiting = PrimaryButton("Отправить")
    waiting.setEnabled(False)
    column.addLayout(row_of(PrimaryButton("Отправить", key="F7"), waiting))
    pressed, gone = IconButton("list-filter", "Отбор"), IconButton("pencil-line", "Новое", key="Ctrl+N")
    pressed.setCheckable(True)
    pressed.setChecked(True)
    gone.setEnabled(False)
    column.addLayout(row_of(IconButton("arrow-down-wide-narrow", "Порядок"), pressed, gone))
    column.addWidget(SectionHeader("Поля"))
    address = LabelledField("Адрес сервера", QLineEdit("help.domisvet.example"))
    address.set_hint("Дом и Свет, сервер 1.0, защищённое соединение")
    column.addWidget(address)
    wrong = LabelledField("Пароль", PasswordField())
    wrong.field.setText("fernseher")
    wrong.set_hint("Почта или пароль не подошли. Ещё 3 попытки.", "danger")
    column.addWidget(wrong)
    choice, empty = ChoiceField(), QLineEdit()
    choice.addItems(["Как в системе", "Светлая", "Тёмная"])
    empty.setPlaceholderText("Почта")
    column.addLayout(row_of(choice, empty, stretch=False))
    ticked, best, other = QCheckBox("Не выходить на этом компьютере"), QRadioButton("Замена"), QRadioButton("Возврат")
    ticked.setChecked(True)
    best.setChecked(True)
    column.addWidget(ticked)
    column.addLayout(row_of(best, other))


def _marks(column: QVBoxLayout) -> None:
    column.addWidget(SectionHeader("Отбор и вкладки"))
    column.addWidget(
        Segmented([Segment("open", "Открытые", 9), Segment("wait", "Ждём", 3), Segment("done", "Решённые")])
    )
    column.addWidget(PillTabs([Segment("guide", "Сценарий"), Segment("customer", "Клиент")]))
    column.addWidget(SectionHeader("Метки"))
    column.addLayout(row_of(StatusChip("Открыто"), Chip(Pill("Доставка", icon="truck")), Chip(Pill("Брак"))))
    column.addLayout(row_of(promise_chip("Дата замены до 15:00"), Chip(Pill("лучшее", PillKind.SUCCESS))))
    column.addLayout(row_of(Chip(Pill("Внимание", PillKind.WARNING)), Chip(Pill("Ошибка", PillKind.DANGER))))
    column.addLayout(row_of(Chip(Pill("плафон-1.jpg", PillKind.OUTLINE, icon="image", tail="1,2 МБ"))))
    column.addWidget(SectionHeader("Срок"))
    for slas in _deadlines():
        column.addLayout(row_of(*(SlaLabel(sla) for sla in slas)))
    column.addWidget(SectionHeader("Люди"))
    column.addLayout(
        row_of(
            Avatar("Марина Соколова"),
            Avatar("Олег Титов", "avatar.sm", customer=False),
            Avatar("ООО «Вектор-Строй»", "avatar.sm"),
            Avatar("Timur Gaysin", "avatar.lg"),
        )
    )
    column.addWidget(ElidedLabel("Очень длинное название обращения, которое не помещается в одну строку", "title"))
    column.addWidget(SectionHeader("Значки"))
    icons = _icons()
    column.addLayout(row_of(*icons[14:]))


def _deadlines() -> list[list[Sla]]:
    return [
        [
            Sla(SlaState.ON_TRACK, left_text(timedelta(minutes=100)), 0.9),
            Sla(SlaState.SOON, left_text(timedelta(minutes=22)), 0.42),
        ],
        [
            Sla(SlaState.AT_RISK, left_text(timedelta(minutes=5, seconds=7)), 0.2),
            Sla(SlaState.LATE, left_text(-timedelta(minutes=6, seconds=12)), 0),
        ],
        [Sla(SlaState.PAUSED, "ждём клиента"), Sla(SlaState.SOLVED, "решено")],
    ]


def _panel(column: QVBoxLayout) -> None:
    bar = StepBar()
    bar.set_stage(3, 5)
    column.addWidget(bar)
    column.addWidget(SectionHeader("Что выяснили", "3 / 4", near=True))
    for at, text in enumerate(("Заказ и позиция: 48-20917, плафон", "Фото повреждения", "Нужна ли установка?")):
        step = ChecklistRow(text)
        step.setChecked(at < 2)
        column.addWidget(step)
    for key, value in (
        ("Обращение", "Марина Андреевна, на «вы»"),
        ("Канал", "чат или письмо, без звонков"),
        ("Время", "после 18:00 · у неё 14:32"),
    ):
        column.addWidget(KeyValueRow(key, value))
    column.addWidget(SectionHeader("Обещания", "6 из 7 в срок", "handshake", "promise"))
    column.addWidget(SectionHeader("Заказы", icon_name="package"))
    empty = EmptyState("inbox", "Всё разобрано. Следующее обещание в 15:00.", "Взять из очереди")
    empty.setMinimumHeight(theme().size("right.column") // 2)
    column.addWidget(empty)


def _timeline(column: QVBoxLayout) -> None:
    column.addWidget(TimelineSample())


def _status() -> QWidget:
    bar = QWidget()
    bar.setProperty("surface", "rail")
    bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    bar.setFixedHeight(theme().size("status.bar"))
    row = QHBoxLayout(bar)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    link, unsent, bell, presence = (StatusCell(first=at == 0) for at in range(4))
    link.show_text("В сети · синхронизировано 14:32", dot="success.solid")
    unsent.show_text("3 изменения ждут отправки", icon="cloud-upload", role="warning")
    bell.show_text("2", icon="bell")
    presence.show_text("Готова", dot="success.solid", role="text.primary", tail="1:42:10")
    presence.set_pressable(True)
    for cell in (link, unsent):
        row.addWidget(cell)
    row.addStretch(1)
    for cell in (bell, presence):
        row.addWidget(cell)
    return bar
