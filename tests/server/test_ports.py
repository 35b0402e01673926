"""The sockets a server listens at."""

import asyncio
import socket

import pytest

from app.server.channels.email.smtp_server import loopback
from app.server.errors import Trouble
from app.server.ports import Ports


async def accepted_without_delay(listener: socket.socket) -> bool:
    """Whether asyncio sends at once what is written on a connection that was accepted there."""
    accepted = asyncio.get_running_loop().create_future()

    async def met(_reader, writer):
        accepted.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async with await asyncio.start_server(met, sock=listener):
        _, writer = await asyncio.open_connection(*listener.getsockname())
        writer.close()
        return bool(await accepted)


@pytest.mark.parametrize("listen", [lambda folder: Ports(folder).open("api", 0), lambda _folder: loopback()])
def test_the_second_half_of_an_answer_does_not_wait_for_an_acknowledgement(tmp_path, listen):
    assert asyncio.run(accepted_without_delay(listen(tmp_path)))


def test_a_server_that_others_know_the_port_of_takes_no_other(tmp_path):
    with Ports(tmp_path).open("api", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Trouble, match=f"port {port} of 127.0.0.1"):
            Ports(tmp_path, strict=True).open("api", port)
        with Ports(tmp_path).open("api", port) as other:
            assert other.getsockname()[1] != port


def test_an_address_of_another_computer_is_said_and_no_bug(tmp_path):
    with pytest.raises(Trouble, match=r"203\.0\.113\.7"):
        Ports(tmp_path, "203.0.113.7").open("api", 0)
