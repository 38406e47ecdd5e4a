"""The process that fetches a page: nobody's rights, little memory, no file it could write.

Reads a JSON object with address, language and loopback from standard input; writes a line of JSON, either a refusal or
the address the page was at in the end, and then the page. Started by `fetching_apart`.
"""

import encodings.idna  # noqa: F401  # what is needed later must be here before the rights are gone
import json
import os
import resource
import signal
import sys
from pathlib import Path

import django
from django.conf import settings
from django.utils import translation

from hueandcry.intake import fetching
from hueandcry.lib.refusal import Refused

CPU = 8  # seconds
MEMORY = 768 * 1024 * 1024  # bytes of address space, code and libraries included
FILES = 64  # open at once: connections, certificates, the name service
NOBODY = 65534
WORDS = [str(Path(__file__).with_name("locale"))]


def main() -> int:
    """Fetch one page."""
    asked = json.loads(sys.stdin.buffer.read())
    settings.configure(FETCH=True, FETCH_LOOPBACK=asked["loopback"], LOCALE_PATHS=WORDS, USE_I18N=True)
    django.setup()
    translation.activate(asked["language"])
    translation.gettext("page")  # reads the words while the files may still be read
    _give_up_rights()
    try:
        page = fetching.fetch(asked["address"])
    except Refused as no:
        sys.stdout.write(json.dumps({"refused": str(no)}) + "\n")
        return 0
    sys.stdout.buffer.write(json.dumps({"address": page.address}).encode() + b"\n" + page.raw)
    return 0


def _give_up_rights() -> None:
    signal.alarm(int(fetching.SECONDS) + 3)  # the wish to die with the parent is lost with the rights
    for limit, most in (
        (resource.RLIMIT_CPU, CPU), (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        resource.setrlimit(limit, (most, most))
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


if __name__ == "__main__":
    sys.exit(main())
