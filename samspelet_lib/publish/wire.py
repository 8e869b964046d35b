"""The two streams and the message lists that stand in for the sockets of a Jupyter kernel.

Messages are packed and unpacked by Jupyter's own `Session`, so that outputs meet the same JSON rules as
between a kernel and its front end in two processes.
"""

import io
import os
import threading
from collections import deque
from collections.abc import Callable
from queue import Empty
from typing import Any, TextIO

from jupyter_client.session import Session

Message = dict[str, Any]


class Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of a cell: what is written between two flushes becomes one output."""

    encoding = "UTF-8"

    def __init__(self, name: str, publish: Callable[[str, Message], None], log: TextIO) -> None:
        self.name = name
        self._publish = publish
        self._log = log
        self._owner = os.getpid()
        self._written: list[str] = []
        self._lock = threading.RLock()

    def writable(self) -> bool:
        """Return True: it can always be written to."""
        return True

    def fileno(self) -> int:
        """Return the log's descriptor, for what a cell hands to a program of its own."""
        return self._log.fileno()

    def write(self, text: str) -> int:
        """Keep the text until the next flush; return its length."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if os.getpid() != self._owner:  # a child that a cell forked: nobody reads its copy of the list
            return self._log.write(text)
        with self._lock:
            self._written.append(text)
        return len(text)

    def flush(self) -> None:
        """Publish what has been written since the last flush."""
        if os.getpid() != self._owner:
            self._log.flush()
            return
        with self._lock:
            text, self._written = "".join(self._written), []
            if text:
                self._publish("stream", {"name": self.name, "text": text})


class Wire:
    """Where a shell believes its socket is: each message is unpacked again and put in a list."""

    def __init__(self, session: Session, messages: deque[Message]) -> None:
        self._session = session
        self._messages = messages

    def send_multipart(self, frames: list[bytes], **_options: object) -> None:
        """Receive the message that `frames` hold."""
        _identities, parts = self._session.feed_identities(frames)
        self._messages.append(self._session.deserialize(parts))


class Channel:
    """The front end's end of a wire. A cell is over before it asks, so there is nothing to wait for."""

    def __init__(self, messages: deque[Message]) -> None:
        self._messages = messages

    def get_msg(self, timeout: float | None = None) -> Message:  # noqa: ARG002  given by name, by nbclient
        """Return the oldest message.

        Raises:
            Empty: there is none.
        """
        if not self._messages:
            raise Empty
        return self._messages.popleft()
