"""What the offices send back: some letters bounce, one machine and one person answer."""

import random
from collections import defaultdict

from hueandcry.rehearsal import officials, sink_log
from hueandcry.rehearsal.handing_over import HandingOver
from hueandcry.rehearsal.receipts import Receipts
from hueandcry.rehearsal.recount import Offices

SHARE = 0.03  # of the letters to the office whose mailbox is full of trouble


def send(
    letters: sink_log.SinkLog, offices: Offices, mailbox: tuple[str, int], receipts: Receipts, *, seed: int
) -> None:
    """Answer letters the sink took: bounces for one office, an auto-reply and a reply from others."""
    dice = random.Random(f"returns {seed}")  # noqa: S311  # a cast, not a secret
    by_target: dict[str, list[sink_log.Line]] = defaultdict(list)
    for line in {line.message_id: line for line in letters.new()}.values():
        if not line.is_news and line.rcpt[0] in offices.letters:
            by_target[offices.letters[line.rcpt[0]]].append(line)
    if not by_target:
        return
    keys = sorted(by_target, key=lambda key: -len(by_target[key]))
    bouncing = by_target[keys[0]]
    count = min(len(bouncing), max(1, round(len(bouncing) * SHARE)))
    chosen = dice.sample(bouncing, count)
    with HandingOver(*mailbox) as line_to_desk:
        for line in chosen:
            raw = officials.bounce(letters.raw(line), failed=line.rcpt[0], return_path=line.mail_from)
            line_to_desk.deliver(raw, sender="", to=line.mail_from)
            receipts.write("bounce", target=keys[0])
        rest = [line for key in reversed(keys) for line in by_target[key] if line not in chosen]
        for what, write, line in zip(
            ("auto-reply", "reply"), (officials.auto_reply, officials.human_reply), rest, strict=False
        ):
            to = sink_log.from_address(letters.message(line))
            raw = write(to=to, office=line.rcpt[0], in_reply_to=line.message_id)
            line_to_desk.deliver(raw, sender="" if what == "auto-reply" else line.rcpt[0], to=to)
            receipts.write(what, target=offices.letters[line.rcpt[0]])
