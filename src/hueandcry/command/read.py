"""Read a report and print the draft it would make: text, HTML, mail or PDF, by its content.

Nothing is kept and no database is needed. With --json the contract of docs/reading.md is printed.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from hueandcry.lib.env import Environment
from hueandcry.reader.opinions import choosing

HELP = "read a report and show the draft it would make"
EXAMPLE = "hueandcry read report.txt --json"
WIDTH = 46  # letters of the source shown beside a value
LISTS = {
    "people": ("name", "status", "role", "unnamed"),
    "incidents": ("type", "date", "date_partial", "place", "victims", "perpetrators", "quantity"),
    "targets": ("name", "role", "organisation", "email", "cc", "phone", "fax", "post", "rule", "salutation"),
    "copies_to": ("text",),
    "demands": ("text",),
    "organisations": ("name", "kind"),
}
SINGLE = ("language", "kind", "report_date", "country", "headline", "summary", "outcome")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file, and how to print."""
    parser.add_argument("file", help="the report; - reads standard input")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--opinions",
        metavar="ru,en:MODEL",
        help="let a second opinion look at names: ru (slovnet), en:MODEL (spaCy with this installed model); "
        "'' for none; without it HUEANDCRY_OPINIONS decides",
    )


def run(asked: argparse.Namespace) -> int:
    """Print the draft; what cannot be read is refused with one line."""
    from hueandcry.reader import reading

    opinions = _opinions(asked.opinions)
    raw = sys.stdin.buffer.read() if asked.file == "-" else Path(asked.file).read_bytes()
    draft = reading.read(raw, opinions).to_json()
    if asked.json:
        print(json.dumps(draft, ensure_ascii=False))
    else:
        print("\n".join(lines(draft)))
    return 0


def lines(draft: dict[str, Any]) -> list[str]:
    """The draft for human eyes: each value, and beside it the words of the source it rests on."""
    text, out = draft["text"], []
    for name in SINGLE:
        value = draft.get(name)
        if isinstance(value, dict):
            out.append(_line(name, value.get("text"), text, value.get("spans")))
        elif value:
            out.append(_line(name, value, text, draft.get(f"{name}_spans")))
    for name, fields in LISTS.items():
        for number, part in enumerate(draft.get(name) or [], start=1):
            out += ["", f"{name.replace('_', ' ')} {number}{_proposers(part)}"]
            out += [_line("  " + f, part[f], text, _spans(part.get("spans"), f)) for f in fields if part.get(f)]
            out += [
                _line(f"  {kind}", "(cannot be told from its letters)", text, _spans(part.get("spans"), f"{kind}_hole"))
                for kind in ("phone", "fax")
                if _spans(part.get("spans"), f"{kind}_hole") and isinstance(part["spans"], dict)
            ]
    letter = draft.get("letter") or {}
    if letter.get("present"):
        out += ["", "letter"]
        spans = letter.get("spans")
        out += [
            _line("  " + f, letter[f], text, _spans(spans, f))
            for f in ("salutation", "body", "signatory")
            if letter.get(f)
        ]
    return out + _unread(draft)


def _unread(draft: dict[str, Any]) -> list[str]:
    """Said in plain words, for a list of addresses at the end would be missed by nobody."""
    end = draft.get("read_until")
    if end is None:
        return []
    text = draft["text"]
    told = f"Too long: read up to letter {end} of {len(text)}; the rest was not read. The last words read:"
    return ["", f"{told} “{_short(text[max(0, end - WIDTH) : end], WIDTH)}”"]


def _proposers(part: dict[str, Any]) -> str:
    """Who proposed it, when it was not the rules alone."""
    engines = part.get("engines") or ["rules"]
    return "" if engines == ["rules"] else f" ({' and '.join(engines)})"


def _opinions(flag: str | None) -> tuple[choosing.Choice, ...]:
    if flag is not None:
        return choosing.chosen(flag, "--opinions")
    return choosing.chosen(Environment().text("OPINIONS"))


def _spans(spans: Any, name: str) -> Any:
    return spans.get(name) if isinstance(spans, dict) else spans


def _line(name: str, value: Any, text: str, spans: Any) -> str:
    shown = "; ".join(value) if isinstance(value, list) else str(value)
    left = f"{name + ':':<16}{_short(shown, 64)}"
    if not spans:
        return f"{left:<82}(no words in the source)" if name not in ("language", "kind") else left
    start, end = spans[0]
    around = max(0, (WIDTH - (end - start)) // 2)
    words = text[max(0, start - around) : end + around]
    more = f" +{len(spans) - 1}" if len(spans) > 1 else ""
    return f"{left:<82}“{_short(words, WIDTH)}” {start}-{end}{more}"


def _short(words: str, most: int) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"
