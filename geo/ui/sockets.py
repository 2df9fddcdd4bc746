"""Connections that send at once.

The framework listens on a socket that does not name TCP, and for such a one the event loop leaves Nagle's
algorithm on: the end of every answer then waits until its beginning is acknowledged, which the other side
puts off by a twenty-fifth of a second.
"""

from __future__ import annotations

import logging
import socket
from asyncio import base_events

LOG = logging.getLogger(__name__)
_SET = "_set_nodelay"


def send_at_once() -> None:
    """Let every connection the event loop takes from now on send what it has."""
    if not hasattr(base_events, _SET):
        LOG.warning("the event loop sets up its connections in another way: answers may come late")
        return
    setattr(base_events, _SET, _at_once)


def _at_once(connection: socket.socket) -> None:
    named = connection.proto in {0, socket.IPPROTO_TCP} and connection.type == socket.SOCK_STREAM
    if named and connection.family in {socket.AF_INET, socket.AF_INET6}:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
