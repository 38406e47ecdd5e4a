"""How many confirmations a second the public door takes, each answered after the commit, beside storing nothing.

    SERVERS=FOLDER python bench/confirm.py [--database sqlite|postgresql] [--rounds 3] [--people 12000]

FOLDER as for bench/pages.py. Before each round so many people have acted, in an appeal with two offices and an embassy
in their country. wrk presses the button behind each link once, over 64 kept connections: a guarded change of the act,
three protests and three sealed letters for each, and a page of thanks. "Nothing" is the same door, the same form and
the same page. "Alone" commits each press by itself. Afterwards the rows are counted: thanks without three protests are
lost.
"""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import act
import kill_world

import pages
from hueandcry.command import starting
from hueandcry.lib import processes

WAYS = {
    "nothing": """
from hueandcry.actions import pressing
async def put(self, given):
    return pressing.Done((pressing.Act(0, {appeal}, min(given.seen), "confirmed", "DE", "en", "", "", 0, 0, None, False,
        False, "", ""),))
committing.Committer.put = put
""",
    "the door": "",
    "alone": "committing.BATCH = 1\n",
}
PRESSES = """
local people = {{}}
for line in io.lines("{file}") do people[#people + 1] = line end
local n = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
request = function()
  n = n % #people + 1
  local link, act = people[n]:match("(%w+) (%w+)")
  return wrk.format(nil, "/confirm/" .. link .. "/", nil, "act=" .. act)
end
done = function(summary, latency, requests)
  io.write(string.format("TAKEN %d %d %f\\n", summary.requests,
    summary.errors.status + summary.errors.timeout, latency:percentile(99) / 1000))
end
"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How fast the public door takes confirmations.")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--people", type=int, default=12000, help="who press in a round")
    parser.add_argument("--seconds", type=float, default=4, help="a way and round; fewer if everybody has pressed")
    asked = parser.parse_args()
    tools = pages.Tools(os.environ.get("SERVERS", ""))
    seen: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
    lost = 0
    for number in range(asked.rounds):
        print(f"round {number + 1} of {asked.rounds}, load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
        for way in WAYS:
            rate, late, missing = one(way, tools, asked)
            seen[way].append((rate, late))
            lost += missing
    ratio = act.tell(seen)
    print(f"lost: {lost}")
    print(f"confirm on {asked.database}: {ratio:.2f} against goal 0.5: {'met' if ratio >= 0.5 else 'short'}")


def one(way: str, tools: pages.Tools, asked: argparse.Namespace) -> tuple[float, float, int]:
    """(presses a second, milliseconds that 99 of 100 stay below, thanks without their protests) of one door."""
    with tempfile.TemporaryDirectory(prefix="hueandcry-confirm-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with contextlib.closing(kill_world.World(folder / "world", asked.database)) as world:
            people, script = folder / "people.txt", folder / "press.lua"
            people.write_text(_rows(world, "fill", str(asked.people)))
            links = people.read_text().splitlines()
            code = act.DOOR.format(way=WAYS[way].format(appeal=1))
            door = subprocess.Popen([sys.executable, "-c", code], env=world.environment)
            try:
                assert processes.wait_for((kill_world.HOST, world.public), stopping=threading.Event(), seconds=60)
                time.sleep(2)
                script.write_text(PRESSES.format(file=people))
                _learn(world.public, links)
                said = act.taken(tools, world.public, _seconds(way, links, asked), script)
            finally:
                door.terminate()
                door.wait()
            good, born = said[0] - said[1], int(_rows(world, "count"))
            # Whoever pressed twice in a round has been thanked twice, and has three protests.
            pressed = min(good, len(links))
            return good / _seconds(way, links, asked), said[2], max(0, 3 * pressed - born) if way != "nothing" else 0


def _seconds(way: str, links: list[str], asked: argparse.Namespace) -> float:
    """As long as there is somebody who has not pressed; storing nothing does not mind who it is."""
    return asked.seconds if way == "nothing" else min(asked.seconds, max(1, len(links) // 3000))


def _learn(port: int, links: list[str]) -> None:
    from hueandcry.rehearsal.browser import Visitor

    visitor = Visitor(f"http://{kill_world.HOST}:{port}", seconds=30)
    link, token = links[-1].split()
    assert visitor.post(f"/confirm/{link}/", {"act": token}).status == 200
    visitor.close()


def _rows(world: kill_world.World, *what: str) -> str:
    command = [sys.executable, __file__, "--rows", *what]
    return subprocess.run(command, env=world.environment, stdout=subprocess.PIPE, text=True, check=True).stdout


def appeal_with_three() -> Any:
    """A live appeal with two offices and an embassy for somebody in Germany."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    import make

    told = make.document()
    first = next(target for target in told["targets"] if any(one["kind"] == "email" for one in target["channels"]))
    other = {**first, "key": "t9", "channels": [{**first["channels"][0], "value": "court@xv.example.org"}]}
    make.mission(host="DE")
    return make.appeal("live", doc={**told, "targets": [*told["targets"], other]})


def fill(people: int) -> None:
    """An appeal with three receivers in Germany, and so many who have acted: "link act" for each."""
    from django.core.management import call_command

    from hueandcry.actions import awaiting, taking
    from hueandcry.actions.models import Action, Confirmation
    from hueandcry.lib import clock

    call_command("migrate", verbosity=0)
    appeal = appeal_with_three()
    acts = [
        taking.wanted(appeal.pk, name="Maria Example", email=f"s{n}@example.net", country="DE", language="en",
                      words="I am a baker too. " * 6, wants_news=False, wants_answers=False)
        for n in range(people)
    ]  # fmt: skip
    for at in range(0, len(acts), 200):
        awaiting.keep(acts[at : at + 200], now=clock.now())
    tokens = dict(Action.objects.values_list("mail_key", "token"))
    for mail_key, link in Confirmation.objects.values_list("mail_key", "token"):
        print(link, tokens[mail_key])


def count() -> None:
    """How many first protests there are that have a letter."""
    from hueandcry.actions.models import Protest

    print(Protest.objects.filter(rank=1, delivery__isnull=False, action__status="confirmed").count())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--rows"]:
        starting.django()
        fill(int(sys.argv[3])) if sys.argv[2] == "fill" else count()
    else:
        main()
