"""How many acts a second the public door takes, each answered after the commit, beside the same door storing nothing.

    SERVERS=FOLDER python bench/act.py [--database sqlite|postgresql] [--rounds 3] [--seconds 4]

FOLDER as for bench/pages.py. wrk posts the form over 64 kept connections, every act another person's, with 108 letters
of own words and a wish for news: three sealed texts, an act, a letter and its confirmation; each comes from another
network, as a proxy would tell it. "Nothing" is the same door, the same form and the same checks, and then the same
page. "Alone" commits each act by itself; "without limits" does not look who calls. Afterwards the rows are counted: an
answer of 200 without a row is lost.
"""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import kill_world

import pages
from hueandcry.lib import processes

WORDS = "I+am+a+baker+too.+" * 6
WAYS = {
    "nothing": "async def put(self, given): pass\ncommitting.Committer.put = put\n",
    "the door": "",
    "alone": "committing.BATCH = 1\n",
    "without limits": "",
}
DOOR = """
import os, time
from hueandcry.command import serve, starting
os.environ["HUEANDCRY_DOOR"] = "public"
starting.django("public")
from hueandcry.public import committing
{way}
serve.door("public")
"""
ACTS = """
math.randomseed({seed})
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
request = function()
  local who = math.random(1, 1000000000) .. "x" .. math.random(1, 1000000000)
  local from = math.random(11, 99) .. "." .. math.random(0, 255) .. "." .. math.random(0, 255) .. ".7"
  wrk.headers["X-Forwarded-For"] = from
  return wrk.format(nil, "/act/{slug}/en/", nil,
    "name=Maria+Example&email=s" .. who .. "%40example.net&country=DE&news=1&words={words}")
end
done = function(summary, latency, requests)
  io.write(string.format("TAKEN %d %d %f\\n", summary.requests,
    summary.errors.status + summary.errors.timeout, latency:percentile(99) / 1000))
end
"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How fast the public door takes acts.")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4, help="a way and round")
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    tools = pages.Tools(os.environ.get("SERVERS", ""))
    seen: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
    lost = 0
    for number in range(asked.rounds):
        print(f"round {number + 1} of {asked.rounds}, load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
        for way in WAYS:
            rate, late, missing = one(way, tools, asked, seed=number)
            seen[way].append((rate, late))
            lost += missing
    goal = 0.6 if asked.database == "sqlite" else 0.45
    ratio = tell(seen)
    print(f"lost: {lost}")
    print(f"act on {asked.database}: {ratio:.2f} against goal {goal}: {'met' if ratio >= goal else 'short'}")


def one(way: str, tools: pages.Tools, asked: argparse.Namespace, *, seed: int) -> tuple[float, float, int]:
    """(acts a second, milliseconds that 99 of 100 stay below, acts without a row) of one door on an empty desk."""
    with tempfile.TemporaryDirectory(prefix="hueandcry-act-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with contextlib.closing(kill_world.World(folder / "world", asked.database)) as world:
            slug = world.ask("prepare")["slug"]
            code = DOOR.format(way=WAYS[way])
            looks = "no" if way == "without limits" else "yes"
            world.environment |= {"HUEANDCRY_LIMITS": looks, "HUEANDCRY_TRUSTED_PROXIES": "127.0.0.1"}
            doors = [
                subprocess.Popen([sys.executable, "-c", code], env=world.environment) for _ in range(asked.workers)
            ]
            try:
                assert processes.wait_for((kill_world.HOST, world.public), stopping=threading.Event(), seconds=60)
                time.sleep(2)
                script = folder / "acts.lua"
                script.write_text(ACTS.format(seed=seed, slug=slug, words=WORDS))
                warm = taken(tools, world.public, 2, script)  # so that every process has learned the address
                script.write_text(ACTS.format(seed=seed + 1000, slug=slug, words=WORDS))
                said = taken(tools, world.public, asked.seconds, script)
            finally:
                for door in doors:
                    door.terminate()
                for door in doors:
                    door.wait()
            rows = world.ask("count")["acts"]
            good = warm[0] - warm[1] + said[0] - said[1]
            return (said[0] - said[1]) / asked.seconds, said[2], max(0, good - rows) if way != "nothing" else 0


def taken(tools: pages.Tools, port: int, seconds: float, script: Path) -> tuple[int, int, float]:
    """(answers, those that were no 200, milliseconds of the 99th of 100)."""
    told = subprocess.run(
        [str(tools.wrk), "-t1", f"-c{pages.LINES}", f"-d{seconds:.0f}s", "-s", str(script), f"http://{pages.HOST}:{port}/"],
        env=tools.environment, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    count, bad, late = next(line for line in told.splitlines() if line.startswith("TAKEN")).split()[1:]
    return int(count), int(bad), float(late)


def tell(seen: dict[str, list[tuple[float, float]]]) -> float:
    """The table; the median of the door's ratio to storing nothing."""
    limit = [rate for rate, _ in seen["nothing"]]
    print("| way | acts a second, median | of storing nothing, median | worst | 99 of 100 within, ms |")
    print("|---|---|---|---|---|")
    found = 0.0
    for way, figures in seen.items():
        ratios = [rate / most for (rate, _), most in zip(figures, limit, strict=True)]
        found = statistics.median(ratios) if way == "the door" else found
        rate, late = (statistics.median(one) for one in zip(*figures, strict=True))
        print(f"| {way} | {rate:,.0f} | {statistics.median(ratios):.2f} | {min(ratios):.2f} | {late:.0f} |")
    return found


if __name__ == "__main__":
    main()
