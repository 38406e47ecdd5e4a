"""Make a copy of the public pages that works from a memory stick and on any other host, or check one.

Links in it are relative; forms lead to this desk, or to one's own mail program, which needs no desk. A list of all
files with their SHA-256 lies in it, signed; the key stands on the public page about this relay.
"""

import argparse
from pathlib import Path

from hueandcry.command import bars, starting

HELP = "a signed copy of the public pages, for a memory stick or another host"
EXAMPLE = "hueandcry mirror pages.zip"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The place, --verify, --key."""
    parser.add_argument("place", type=Path, help="a folder, or a file that ends in .zip")
    parser.add_argument("--verify", action="store_true", help="check the copy there: 1 if it is not what was signed")
    parser.add_argument("--key", default="", help="with --verify: the key it has to be signed with")


def run(asked: argparse.Namespace) -> int:
    """0 when the copy is there, or is what was signed; 1 when it is not."""
    starting.django("clock")
    from hueandcry.lib import clock
    from hueandcry.lib.refusal import Refused
    from hueandcry.pages import mirroring

    if asked.verify:
        with bars.bar("files", total=None, unit=" files") as bar:
            try:
                told = mirroring.check(asked.place, key=asked.key, tell=bar.update)
            except Refused as no:
                print(no)
                return 1
        print(f"{told['files']} files of {told['desk']} ({told['organisation']}), made {told['made_at']}, as signed by")
        print(told["key"])
        return 0
    starting.database("keys")
    with bars.bar("files", total=None, unit=" files") as bar:
        count = mirroring.write(asked.place, now=clock.now(), tell=bar.update)
    print(f"{count} files in {asked.place}. Signed by {mirroring.public_key()}")
    return 0
