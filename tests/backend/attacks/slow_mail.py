"""A mail server that stops at one step of the conversation, or hangs up there."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

# In the order of the conversation; each names what the client has just sent.
STEPS = ("connect", "EHLO", "MAIL", "RCPT", "DATA", "text", "QUIT")
ANSWERS = {
    "connect": b"220 slow\r\n",
    "EHLO": b"250 slow\r\n",
    "MAIL": b"250 OK\r\n",
    "RCPT": b"250 OK\r\n",
    "DATA": b"354 go on\r\n",
    "text": b"250 taken\r\n",
    "QUIT": b"221 bye\r\n",
    "RSET": b"250 OK\r\n",
}


@dataclass
class SlowMail:
    """What it took, and where it misbehaves: `step`, by silence or by hanging up."""

    step: str = ""
    hang_up: bool = False
    taken: list[str] = field(default_factory=list)
    port: int = 0
    released: threading.Event = field(default_factory=threading.Event)

    def answer(self, connection: socket.socket, step: str) -> bool:
        """Answer one step; False where the conversation is over."""
        if step == self.step:
            if self.hang_up:
                return False
            self.released.wait(60)
        connection.sendall(ANSWERS[step])
        return True

    def converse(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            if not self.answer(connection, "connect"):
                return
            for line in lines:
                word = line[:4].upper().decode("ascii", "replace").strip()
                step = {"HELO": "EHLO"}.get(word, word)
                if not self.answer(connection, step):
                    return
                if step == "DATA":
                    text = b""
                    while (part := lines.readline()) != b".\r\n":
                        if not part:  # whoever sent has gone
                            return
                        text += part
                    self.taken.append(text.decode("ascii", "replace"))
                    if not self.answer(connection, "text"):
                        return
                if step == "QUIT":
                    return


@contextmanager
def slow_mail(step: str = "", *, hang_up: bool = False) -> Iterator[SlowMail]:
    """Run one on loopback."""
    made = SlowMail(step, hang_up)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made.port = listener.getsockname()[1]

        def serve(connection: socket.socket) -> None:
            with suppress(OSError, KeyError):
                made.converse(connection)

        def take() -> None:
            with suppress(OSError):
                while True:
                    connection = listener.accept()[0]
                    threading.Thread(target=serve, args=(connection,), daemon=True).start()

        threading.Thread(target=take, daemon=True).start()
        try:
            yield made
        finally:
            made.released.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
