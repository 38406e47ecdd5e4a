"""A page from the web is fetched by a process of its own that has no right to anything of ours."""

import json
import os
import subprocess
import sys

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hueandcry.intake import fetching
from hueandcry.intake.fetching import Fetched
from hueandcry.lib.refusal import Refused

PATIENCE = 5.0  # seconds more than the fetcher gives itself, for its process to begin and end


def fetch(address: str) -> Fetched:
    """Get one page as `fetching.fetch` does, in another process; Refused with its sentence.

    That process is told the address and the language of the screen. It knows no database, no key and no setting of the
    desk, and where the desk may, it runs as nobody.
    """
    if not fetching.switched_on():
        raise fetching.switched_off()
    asked = {"address": address, "language": get_language() or "en", "loopback": bool(settings.FETCH_LOOPBACK)}
    command = [sys.executable, "-m", "hueandcry.intake.fetching_child"]
    watched = [sys.executable, "-m", "hueandcry.lib.child", str(os.getpid()), "--", *command]
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": os.environ.get("PATH", "")}
    try:
        run = subprocess.run(
            watched, input=json.dumps(asked).encode(), capture_output=True, timeout=fetching.SECONDS + PATIENCE,
            env=environment, cwd="/", check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Refused(_("The site took too long to answer.")) from None
    head, _end, raw = run.stdout.partition(b"\n")
    if run.returncode or not head:
        raise Refused(_("The site broke off, or did not answer in the way web sites do."))
    told = json.loads(head)
    if "refused" in told:
        raise Refused(told["refused"])
    return Fetched(raw, told["address"])
