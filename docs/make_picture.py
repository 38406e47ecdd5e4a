"""Makes docs/picture.png, the public page as README.md shows it. Run by hand, with a demo running beside it:

make demo                        (in one terminal; it prints the address of the public page)
.venv/bin/python docs/make_picture.py http://127.0.0.1:8000/en/hc-1-26/
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).with_name("picture.png")
SIZE = {"width": 1280, "height": 860}
LARGEST = 300 * 1024
NAMES = ("chromium", "chromium-browser", "google-chrome")


def main(address: str) -> int:
    """Take the picture; says no when it is larger than a README should load."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=SIZE, color_scheme="light", locale="en")
        page.goto(address)
        page.screenshot(path=str(PICTURE))
        browser.close()
    size = PICTURE.stat().st_size
    print(f"{PICTURE}: {size // 1024} kB")
    return 0 if size < LARGEST else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
