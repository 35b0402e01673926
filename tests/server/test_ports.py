"""The sockets a server listens at."""

import asyncio
import socket

import pytest

from app.server.channels.email.smtp_server import loopback
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
