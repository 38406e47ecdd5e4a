"""A web server of our own that answers in every way a site on the web may."""

import gzip
import threading
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = b"<html><body><p>Police arrested Aru Seitova in Oskel.</p></body></html>"
MOUNTAIN = 40 * 1024 * 1024


class Site(ThreadingHTTPServer):
    """A web server that says what a test wants and remembers who asked for what."""

    daemon_threads = True

    def __init__(self, host: str, port: int, answers):
        super().__init__((host, port), Handler)
        self.answers, self.asked, self.heads = answers, [], []
        self.stopping = threading.Event()
        threading.Thread(target=self.serve_forever, args=[0.02], daemon=True).start()

    def stop(self):
        self.stopping.set()
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        self.server.heads.append(dict(self.headers.items()))
        answer = self.server.answers[self.path]
        if callable(answer):
            answer(self)
            return
        status, headers, body = answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


HTML = {"Content-Type": "text/html; charset=utf-8"}


def trickle(handler):
    """One letter after the other, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while not handler.server.stopping.wait(0.05):
        handler.wfile.write(b"a")
        handler.wfile.flush()


def packed(body: bytes) -> bytes:
    return gzip.compress(body)


ANSWERS = {
    "/page": (200, HTML, PAGE),
    "/page?a=b%20c": (200, HTML, PAGE),
    "/once": (302, {"Location": "/page"}, b""),
    "/round": (301, {"Location": "/round"}, b""),
    "/inside": (302, {"Location": "http://inside.test/"}, b""),
    "/file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/picture": (200, {"Content-Type": "image/png"}, b"x"),
    "/gone": (404, HTML, b"x"),
    "/shut": (403, HTML, b"x"),
    "/ill": (500, HTML, b"x"),
    "/empty": (200, HTML, b" \n"),
    "/packed": (200, {**HTML, "Content-Encoding": "gzip"}, packed(PAGE)),
    "/deflated": (200, {**HTML, "Content-Encoding": "deflate"}, zlib.compress(PAGE)),
    "/bomb": (200, {**HTML, "Content-Encoding": "gzip"}, packed(b"a" * MOUNTAIN)),
    "/odd": (200, {**HTML, "Content-Encoding": "br"}, PAGE),
    "/broken": (200, {**HTML, "Content-Encoding": "gzip"}, packed(PAGE * 50)[:40]),
    "/said": (200, {**HTML, "Content-Length": str(MOUNTAIN)}, b"a"),
    "/long": (200, HTML, b"a" * (2 * 1024 * 1024 + 1)),
    "/short": (200, {**HTML, "Content-Length": "5000"}, PAGE),
    "/slow": trickle,
    "/garbage": lambda handler: handler.wfile.write(b"\x00\xff\r\n" * 20),
}
