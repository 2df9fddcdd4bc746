"""Answers are sent at once: no connection waits for an acknowledgement."""

import asyncio
import socket
from asyncio import base_events

import pytest

from geo.ui.sockets import send_at_once


async def _without_delay() -> bool:
    """Whether a connection of a server that listens as the framework's does sends at once."""
    found: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    async def accepted(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        found.set_result(bool(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))
        writer.close()

    listening = socket.socket(family=socket.AF_INET)
    listening.bind(("127.0.0.1", 0))
    async with await asyncio.start_server(accepted, sock=listening):
        _, writer = await asyncio.open_connection(*listening.getsockname())
        answer = await asyncio.wait_for(found, 5)
        writer.close()
        return answer


def test_connections_send_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base_events, "_set_nodelay", base_events._set_nodelay)  # type: ignore[attr-defined]
    assert not asyncio.run(_without_delay())
    send_at_once()
    assert asyncio.run(_without_delay())
