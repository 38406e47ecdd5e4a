"""One picture of every public page: on a telephone and a desktop screen, light and dark, in each language it is in.

    .venv/dev/bin/python docs/make_contact_sheet.py FOLDER [--address http://127.0.0.1:8000] [--language en ...]

needs a running demo (`make demo`). FOLDER gets a picture of each page, and `index.html`, which shows all of them side
by side. Look at it before a release, and mend what you would not show to a stranger.
"""

import argparse
import html
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VIEWS = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
KEPT = re.compile(r"\.(?:eml|pdf|xml|json|ics|png|svg|txt|zip|atom)\Z")
SHEET = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Contact sheet</title>
<style>body{{font:14px system-ui;margin:1rem}}section{{display:flex;gap:1rem;align-items:start;overflow-x:auto}}
img{{border:1px solid #999;max-height:60rem}}</style>{pages}</html>"""


def main() -> int:
    """Take the pictures; how many pages there are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--language", nargs="*", help="only pages in these; all without")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    path = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        pages = [_shoot(browser, address, asked.folder) for address in _addresses(browser, asked)]
        browser.close()
    (asked.folder / "index.html").write_text(SHEET.format(pages="".join(pages)), encoding="utf-8")
    print(f"{asked.folder / 'index.html'}: {len(pages)} pages")
    return 0 if pages else 1


def _addresses(browser: Browser, asked: argparse.Namespace) -> list[str]:
    """One page of each kind in each language, found by the links from the first page."""
    page, home = browser.new_page(), f"{asked.address}/"
    seen, waiting, kinds = {home}, [home], {}
    while waiting:
        address = waiting.pop(0)
        page.goto(address)
        kinds.setdefault(_kind(address), address)
        for link in _links(page):
            if urlsplit(link).netloc == urlsplit(home).netloc and not KEPT.search(link) and link not in seen:
                seen.add(link)
                waiting.append(link)
    page.close()
    chosen = tuple(f"/{code}/" for code in asked.language or ())
    return [address for kind, address in sorted(kinds.items()) if not chosen or kind.startswith(chosen)]


def _links(page: Page) -> list[str]:
    found = page.evaluate("Array.from(document.querySelectorAll('a[href]'), link => link.href)")
    return [urljoin(page.url, link.partition("#")[0]) for link in found]


def _kind(address: str) -> str:
    return re.sub(r"/[A-Z]{2}/", "/C/", urlsplit(address).path)


def _shoot(browser: Browser, address: str, folder: Path) -> str:
    name, pictures = urlsplit(address).path.strip("/").replace("/", "_") or "home", []
    for width, scheme in VIEWS:
        page = browser.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(address)
        picture = f"{name}-{width}-{scheme}.png"
        page.screenshot(path=str(folder / picture), full_page=True)
        pictures.append(f'<img src="{html.escape(picture)}" width="{width // 2}" alt="" loading="lazy">')
        page.close()
    return f"<h2>{html.escape(urlsplit(address).path)}</h2><section>{''.join(pictures)}</section>"


if __name__ == "__main__":
    sys.exit(main())
