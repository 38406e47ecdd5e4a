"""One of two desks in a process of its own: has a protest that left, or takes an act; says its addresses as JSON."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["DJANGO_SETTINGS_MODULE"] = "hueandcry.settings"

import django

django.setup()

import make  # noqa: E402
from hueandcry.appeals.models import Appeal  # noqa: E402
from hueandcry.post import envelopes  # noqa: E402
from hueandcry.post.models import Delivery  # noqa: E402


def main(what: str, address: str) -> None:
    """`protest ADDRESS`: a supporter acts, confirms and asks for answers. `act ADDRESS`: somebody types an address."""
    if what == "act":
        make.act(Appeal.objects.get(), address)
        print(json.dumps({}))
        return
    make.confirmed(make.appeal("live"), address, wants_answers=True)
    protest = Delivery.objects.filter(rank=1).order_by("pk").first()
    told = {"alias": envelopes.from_address(protest.token), "path": envelopes.return_path(protest.token)}
    print(json.dumps(told | {"letters": Delivery.objects.count()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
