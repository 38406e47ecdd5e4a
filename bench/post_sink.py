"""The smallest mail server there is, for benches: takes everything, keeps nothing, offers PIPELINING.

Serves on the port it is given until it is ended. It costs so little that it is the senders who are measured.
"""

import selectors
import socket
import sys

ANSWERS = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 SIZE 99000000\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n",
    b"": b"250 taken\r\n",  # to a text, in other words than to a sender: else no envelope goes out behind it
}  # fmt: skip
DOT = b"\r\n.\r\n"


class Line:
    """One connection: what came and was not understood yet, and whether a text is coming."""

    def __init__(self, peer: socket.socket) -> None:
        self.peer, self.came, self.text = peer, b"", False
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peer.sendall(b"220 sink\r\n")

    def hear(self) -> bool:
        """Answer what came; False when the line is over."""
        data = self.peer.recv(262144)
        if not data:
            return False
        self.came += data
        if answers := self._answers():
            self.peer.sendall(answers)
        return not answers.endswith(ANSWERS[b"QUIT"])

    def _answers(self) -> bytes:
        told = b""
        while True:
            end = DOT if self.text else b"\r\n"
            before, found, after = self.came.partition(end)
            if not found:
                return told
            self.came = after
            verb = b"" if self.text else before[:4].upper()
            self.text = verb == b"DATA"
            told += ANSWERS.get(verb, b"250 ok\r\n")


def main() -> None:
    """Serve all lines from one thread."""
    listening = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=256)
    watched = selectors.EpollSelector()
    watched.register(listening, selectors.EVENT_READ, None)
    while True:
        for key, _ in watched.select():
            line = key.data
            if line is None:
                peer, _ = listening.accept()
                watched.register(peer, selectors.EVENT_READ, Line(peer))
                continue
            try:
                goes_on = line.hear()
            except OSError:
                goes_on = False
            if not goes_on:
                watched.unregister(line.peer)
                line.peer.close()


if __name__ == "__main__":
    main()
