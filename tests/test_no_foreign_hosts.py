"""Nothing of ours, package or printed page, loads anything from another host or even names one in a link."""

import re
from pathlib import Path

import pytest
from django.conf import settings

import long_appeal
import make
from hueandcry.lib import clock
from hueandcry.pages import paper, printing
from hueandcry.people.models import Section

PACKAGE = Path(settings.PACKAGE)
KINDS = (".html", ".css", ".js", ".svg", ".txt")
# What makes a browser go somewhere: attributes, style sheets, scripts.
NAMED = re.compile(
    r"""(?ix)
    (?:\b(?:href|src|srcset|action|formaction|data|poster|background|cite|manifest|xlink:href)\s*=\s*["']?\s*)((?:https?:)?//[^\s"'>]+)
    | url\(\s*["']?((?:https?:)?//[^\s"')]+)
    | @import\s+["']((?:https?:)?//[^\s"']+)
    | \b(?:fetch|import|importScripts|WebSocket|EventSource|sendBeacon)\(\s*["'`]((?:(?:https?|wss?):)?//[^\s"'`]+)
    """
)


def foreign(text: str) -> list[str]:
    found = [next(filter(None, groups)) for groups in NAMED.findall(text)]
    return [address for address in found if not address.startswith(f"{settings.PUBLIC_URL}/")]


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example.com/x.js">',
        "<img src=//cdn.example.com/x.png>",
        "<form action='http://example.com/'>",
        "body { background: url(https://example.com/x.png) }",
        '@import "https://example.com/x.css";',
        "fetch('https://example.com/')",
    ],
)
def test_the_search_would_find_one(text):
    assert foreign(text)


def test_no_template_style_or_script_of_the_package_names_another_host():
    files = [path for path in PACKAGE.rglob("*") if path.suffix in KINDS and {"templates", "static"} & set(path.parts)]

    found = {str(path.relative_to(PACKAGE)): foreign(path.read_text(encoding="utf-8")) for path in files}

    assert len(files) > 20
    assert {name: addresses for name, addresses in found.items() if addresses} == {}


@pytest.mark.django_db
def test_no_printed_page_names_another_host():
    make.appeal("live", doc=long_appeal.document())
    make.appeal("stopped")
    printing.print_all(clock.now())
    pages = [path for path in paper.folder().rglob("*") if path.suffix in KINDS]

    found = {path.name: foreign(path.read_text(encoding="utf-8")) for path in pages}

    assert len(pages) > 10
    assert {name: addresses for name, addresses in found.items() if addresses} == {}


@pytest.mark.django_db
def test_of_a_section_only_its_donate_link_leads_elsewhere_and_nothing_is_loaded_from_there():
    make.appeal("live")
    told = {"language": "en", "country": "DE", "imprint": "Harbour 1", "privacy": "None.", "status": "open"}
    give = "https://give.nord.example.org/"
    Section.objects.create(slug="nord", name="Nord", donate=give, origins="https://nord.example.org", **told)
    printing.print_all(clock.now())

    pages = [*paper.folder().glob("en/section/**/*.html"), *paper.folder().glob("embed/**/*.html")]
    texts = [page.read_text(encoding="utf-8") for page in pages]

    assert len(pages) == 4
    assert {address for text in texts for address in foreign(text)} == {give}
    assert not any(foreign(text.replace(f'<a href="{give}" rel="noreferrer nofollow">', "")) for text in texts)
