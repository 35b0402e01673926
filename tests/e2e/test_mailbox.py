"""A shop connects its mailbox from the window; the window says so when somebody changes the password, and mends it."""

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.client.port import Link
from app.client.profile import Folders
from app.client.start import Surroundings, open_desk, sign_in
from app.client.view import View, ViewKind
from tests.e2e.server_process import PASSWORD, ServerProcess
from tests.fakes.tls_mail_server import TlsMailServer
from tests.fakes.vault import MemoryVault
from tests.server.email.house import mail
from tests.services.dovecot import Dovecot
from ui.bridge.desk_bridge import DeskBridge
from ui.channels.add import AddDialog
from ui.channels.dialog import ChannelsDialog
from ui.shell.mailbox_line import MailboxLine
from ui.shell.status_bar import StatusBar

ADA, OLGA = "ada@shop.example", "olga@shop.example"
PATIENCE_MS = 60_000

pytestmark = [pytest.mark.e2e, pytest.mark.expects_log("mail.log")]


@pytest.fixture
def server(tmp_path: Path, dovecot: Dovecot) -> Iterator[ServerProcess]:
    """A real server process with an administrator and an operator."""
    with ServerProcess(tmp_path / "server") as made:
        made.run("migrate")
        made.run("create-workspace", "Лавка")
        for name, email, role in (("Ada", ADA, "admin"), ("Olga", OLGA, "operator")):
            made.run("add-user", "--name", name, "--email", email, "--role", role, line=PASSWORD + "\n")
        made.start()
        yield made


@pytest.fixture
def seat(tmp_path: Path, server: ServerProcess, qtbot, theme_controller) -> Iterator[Callable[[str], DeskBridge]]:
    """Somebody at a desk of their own."""
    opened = []

    def sit(email: str) -> DeskBridge:
        folder = tmp_path / email
        around = Surroundings(Folders(folder / "data", folder / "config"), vault=MemoryVault())
        desk = open_desk(sign_in(server.url, email, PASSWORD, around=around), around=around)
        bridge = DeskBridge(desk)
        opened.append((desk, bridge))
        qtbot.waitUntil(lambda: bridge.status.link is Link.LIVE, timeout=PATIENCE_MS)
        return bridge

    yield sit
    for desk, bridge in opened:
        desk.close()
        bridge.deleteLater()


def test_a_mailbox_is_connected_broken_and_mended_in_the_window(qtbot, dovecot, server, seat):
    user, hour_ago = dovecot.new_user(), datetime.now(UTC) - timedelta(hours=1)
    dovecot.fill(user, [(mail(to=user), hour_ago)] * 2)  # a letter of the very second of connecting would be new
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(dovecot.folder / "server.crt", dovecot.folder / "server.key")
    with TlsMailServer("tls", context, {user: "s3cret"}) as outgoing:
        ada, olga = seat(ADA), seat(OLGA)
        channels = ChannelsDialog(ada)
        qtbot.addWidget(channels)
        channels.show()
        qtbot.waitUntil(channels.add.isEnabled, timeout=PATIENCE_MS)

        add = AddDialog(ada, parent=channels)
        add.show()
        qtbot.keyClicks(add.address.address.field, user)
        add.next.click()
        qtbot.waitUntil(lambda: add.page is add.access, timeout=PATIENCE_MS)
        for fields, port in ((add.access.imap, dovecot.port), (add.access.smtp, outgoing.port)):
            fields.host.setText("127.0.0.1")
            fields.port.setText(str(port))
        qtbot.keyClicks(add.access.password.field, "s3cret")
        add.next.click()
        qtbot.waitUntil(lambda: add.page is add.findings, timeout=PATIENCE_MS)
        assert "2 letters in the mailbox" in add.findings.found.text()
        add.next.click()
        add.from_day.older.setChecked(False)
        add.next.click()
        shows = channels.detail.short.text
        qtbot.waitUntil(lambda: channels.list.count() == 1 and shows() == "Connected", timeout=PATIENCE_MS)
        assert list(olga.queries.conversation_ids(View(ViewKind.UNASSIGNED))) == []

        bar = StatusBar()
        qtbot.addWidget(bar)
        bar.show()
        line = MailboxLine(olga, bar, bar, bar)
        assert not bar.inbox.isVisible()
        dovecot.add_user(user, "changed")
        qtbot.waitUntil(lambda: cut_off(dovecot, user) and shows() == "Wrong password", timeout=PATIENCE_MS)
        qtbot.waitUntil(bar.inbox.isVisible, timeout=PATIENCE_MS)
        assert bar.inbox.text() == f"{user} not read for 1 min: wrong password"
        assert "none is lost" in bar.inbox.accessibleDescription()

        outgoing._accounts[user] = "changed"
        mend = AddDialog(ada, next(iter(ada.queries.inboxes())), parent=channels)
        mend.show()
        qtbot.keyClicks(mend.access.password.field, "changed")
        mend.next.click()
        qtbot.waitUntil(lambda: mend.page is mend.findings, timeout=PATIENCE_MS)
        mend.next.click()
        qtbot.waitUntil(lambda: shows() == "Connected", timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: not bar.inbox.isVisible(), timeout=PATIENCE_MS)
        line.deleteLater()
    log = server.log()
    assert "s3cret" not in log
    assert "changed" not in log


def cut_off(dovecot: Dovecot, user: str) -> bool:
    """Dovecot looks at its passwords each second: until then whoever was cut off comes in again with the old one."""
    dovecot.kick(user)
    return True
