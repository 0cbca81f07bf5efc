"""Messages between the grader and a box: JSON in frames of a stated length.

Both sides use this file. A frame is four bytes that give its length, and then the
message; a request names a raw part (a notebook's bytes) that follows in frames of
its own. The grader gives each request a fresh tag, and a reply must carry it.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable
from typing import Any

HEADER = struct.Struct(">I")
CHUNK = 1 << 20


class ChannelError(Exception):
    """The other side is gone, or what it sent is no message."""


class TooLargeError(ChannelError):
    """The other side announced a message larger than allowed."""


def send(sock: socket.socket, message: Any) -> None:
    """Send a message as JSON."""
    send_raw(sock, json.dumps(message).encode())


def send_raw(sock: socket.socket, data: bytes) -> None:
    """Send bytes in one frame."""
    try:
        sock.sendall(HEADER.pack(len(data)) + data)
    except OSError as error:
        raise ChannelError(str(error)) from None


def receive(
    sock: socket.socket, limit: int, tick: Callable[[], None] | None = None
) -> Any:
    """Return the next message; `tick` is called while there is nothing to read."""
    try:
        return json.loads(receive_raw(sock, limit, tick))
    except (ValueError, RecursionError):
        raise ChannelError("what came is no JSON") from None


def receive_raw(
    sock: socket.socket, limit: int, tick: Callable[[], None] | None = None
) -> bytes:
    """Return the bytes of the next frame, at most `limit` of them."""
    (length,) = HEADER.unpack(_exactly(sock, HEADER.size, tick))
    if length > limit:
        raise TooLargeError(f"a message of {length} bytes")
    return _exactly(sock, length, tick)


def _exactly(sock: socket.socket, n: int, tick: Callable[[], None] | None) -> bytes:
    data = bytearray()
    while len(data) < n:
        try:
            piece = sock.recv(min(CHUNK, n - len(data)))
        except TimeoutError:
            if tick is None:
                raise ChannelError("it does not answer") from None
            tick()
            continue
        except OSError as error:
            raise ChannelError(str(error)) from None
        if not piece:
            raise ChannelError("it has ended")
        data += piece
        if tick is not None and len(data) < n:
            tick()
    return bytes(data)
