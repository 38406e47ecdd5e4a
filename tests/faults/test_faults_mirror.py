"""A copy of the pages on another host: every link leads somewhere in it, and acting there reaches the desk."""

import functools
import http.server
import re
import subprocess
import sys
import threading
from urllib.parse import urljoin, urlsplit

import pytest
from public_door import door
from test_faults_short_way import ACT

from hueandcry.rehearsal.browser import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.once, pytest.mark.xdist_group("kills")]
HEAD = re.compile(r'<link rel="(?:canonical|alternate)"[^>]*>')


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Any web server that knows nothing of us."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with door(tmp_path_factory.mktemp("home")) as ours:
        program = [sys.executable, "-m", "hueandcry.command.main"]
        away = tmp_path_factory.mktemp("away")
        for words in (["rounds", "--once"], ["mirror", str(away / "handed/on")]):
            subprocess.run([*program, *words], env=ours.world.environment, check=True, stdout=subprocess.DEVNULL)
        yield ours, away


@pytest.fixture(scope="module")
def copy(desk):
    """The address of the copy, two folders deep on a server and port of its own."""
    handler = functools.partial(Quiet, directory=desk[1])
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/handed/on/"
        server.shutdown()


def walked(start):
    """Every page of the copy that can be reached from its first one, and every address beside it that is linked."""
    visitor, pages, beside, waiting = Visitor(start), {}, set(), [start + "index.html"]
    while waiting:
        url = waiting.pop()
        pages[url] = page = visitor.get(url)
        for address, _ in page.links:
            to = urljoin(url, address).partition("#")[0]
            if not to.startswith(start):
                beside.add(to)
            elif to not in pages and to not in waiting:
                waiting.append(to)
    visitor.close()
    return pages, beside


def test_every_link_of_a_copy_leads_to_a_page_of_it(desk, copy):
    pages, beside = walked(copy)

    assert {url: page.status for url, page in pages.items() if page.status != 200} == {}
    assert any(url.endswith("/write/index.html") for url in pages) and any(url.endswith(".eml") for url in pages)
    assert {urlsplit(to).scheme for to in beside} <= {"mailto", "tel", "sms"}


def test_acting_on_a_copy_makes_an_act_that_waits_at_the_desk(desk, copy):
    ours, before = desk[0], desk[0].acts()
    page = walked(copy)[0][f"{copy}en/{ours.slug}/index.html"]
    [form] = [form for form in page.forms if "/act/" in form.action]

    visitor = Visitor(f"http://127.0.0.1:{ours.world.public}")
    answer = visitor.submit(page, form, ACT | {"email": "away@example.net"})
    visitor.close()

    assert form.action == f"http://127.0.0.1:{ours.world.public}/act/{ours.slug}/en/"
    assert (answer.status, ours.acts()) == (200, before + 1)


def test_a_copy_needs_the_desk_for_nothing_but_its_forms(desk, copy):
    pages = {url: page for url, page in walked(copy)[0].items() if url.endswith((".html", "/"))}
    for url, page in pages.items():  # feeds and calendars name the desk: programs keep them
        assert "src=" not in page.text or "//" not in page.text.partition("src=")[2][:20], url
        shown = HEAD.sub("", page.text)  # which page it is a copy of; nobody is sent there
        assert 'href="http' not in shown.replace(f'href="{copy}', ""), url
