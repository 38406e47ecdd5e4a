"""How near a draft comes to the facts of its report: precision and recall per field, and the errors that must be zero.

The reader is accepted by the same measure, so that a figure here and a figure there agree.
"""

import json
import re
from pathlib import Path

from scoring_names import (
    body_score,
    digits,
    fold,
    listed,
    name_score,
    names_of,
    pair_up,
    person_score,
    similarity,
    text_of,
)

FORMS = (".txt", ".html", ".eml", ".pdf")
FIELDS = (
    "language",
    "kind",
    "people",
    "at risk",
    "organisations",
    "incidents",
    "incident victims",
    "incident dates",
    "incident places",
    "incident quantities",
    "targets",
    "e-mail",
    "phone",
    "fax",
    "post",
    "rules",
    "copies",
    "letters",
    "letter edges",
    "salutations",
    "signatories",
    "outcomes",
    "report dates",
)
SINS = (
    "channel that is not in the text",
    "year that is not in the text",
    "official taken for a person at risk",
    "target where the text has none",
    "span outside the text",
    "value without a span that holds it",
    "no draft",
)
NUMBERS = {
    w: n
    for n, ws in enumerate(
        (
            "zero",
            "one один одна одне адзін uno una un eine ein бір",
            "two два две дві dos deux zwei екі",
            "three три тры tres trois drei үш",
            "four четыре чотири чатыры cuatro quatre vier төрт",
            "five пять пяць cinco cinq fünf бес",
            "six шесть шість шэсць seis sechs алты",
            "seven семь сім сем siete sept sieben жеті",
            "eight восемь вісім восем ocho huit acht сегіз",
            "nine девять дзевяць nueve neuf neun тоғыз",
            "ten десять дзесяць diez dix zehn он",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen пятнадцать quince quinze fünfzehn",
        )
    )
    for w in ws.split()
}


def norm_email(value):
    value = (value or "").strip().lower().removeprefix("mailto:")
    return "obfuscated" if value in ("obfuscated", "hidden") else value


SOFT = {
    "arrest": "hold",
    "detention": "hold",
    "trial": "court",
    "sentence": "court",
    "beating": "force",
    "torture": "force",
}


def who(victim, people):
    """The index of the gold person a victim's name is nearest to, or None for a group or an unknown name."""
    scored = [(person_score({"name": victim}, p), -i) for i, p in enumerate(people)]
    return -max(scored)[1] if scored and max(scored)[0] >= 0.81 else None


def incident_score(g, f, people):
    """Type first; then shared victims, then dates."""
    if g["type"] == f.get("type"):
        value = 1.0
    elif SOFT.get(g["type"]) and SOFT.get(g["type"]) == SOFT.get(f.get("type")):
        value = 0.8
    else:
        return 0.0
    gv, fv = listed(g.get("victims")), listed(f.get("victims"))
    gp, fp = {who(v, people) for v in gv} - {None}, {who(v, people) for v in fv} - {None}
    shared = bool(gp & fp)
    if gp and fp and not shared:
        return 0.0
    gd, fd = g.get("date") or "", f.get("date") or ""
    if gd and fd and gd[:7] != fd[:7] and not shared:
        return 0.0
    return value + 0.5 * shared + 0.3 * bool(gd and gd == fd)


def target_score(g, f):
    for kind, norm in (("email", norm_email), ("phone", digits), ("fax", digits)):
        gs = {norm(x) for x in listed(g.get(kind))} - {"obfuscated", ""}
        fs = {norm(x) for x in listed(f.get(kind))} - {"obfuscated", ""}
        if gs & fs:
            return 1.0
    if g.get("rule") or f.get("rule"):
        return float((g.get("rule") or "")[:13] == (f.get("rule") or "")[:13])
    if g.get("name") and f.get("name"):
        return name_score(g["name"], f["name"])
    wanted = set(fold(f"{g.get('role') or ''} {g.get('organisation') or ''}")) - {"the", "of", "and"}
    got = set(fold(f"{f.get('name') or ''} {f.get('role') or ''} {f.get('organisation') or ''}")) - {"the", "of", "and"}
    both = wanted & got
    return 0.9 if both and len(both) / len(wanted) >= 0.5 and len(both) / len(got) >= 0.3 else 0.0


def quantities(text):
    """(number, first letters of the unit) pairs in a phrase."""
    pairs, tokens = set(), re.findall(r"\d[\d.,]*|\w+", (text or "").lower())
    for i, token in enumerate(tokens):
        number = digits(token) if token[0].isdigit() else str(NUMBERS[token]) if token in NUMBERS else None
        if number:
            unit = next(
                (
                    t
                    for t in tokens[i + 1 : i + 3]
                    if not t[0].isdigit() and t not in ("million", "млн", "thousand", "тыс")
                ),
                "",
            )
            pairs.add((number, unit[:3]))
    return pairs


class Count:
    def __init__(self):
        self.right = self.gold = self.found = 0

    def add(self, right, gold, found):
        self.right += right
        self.gold += gold
        self.found += found

    def figures(self):
        p = self.right / self.found if self.found else (1.0 if not self.gold else 0.0)
        r = self.right / self.gold if self.gold else (1.0 if not self.found else 0.0)
        return p, r, 2 * p * r / (p + r) if p + r else 0.0


def multiset(count, gold, found):
    gold, found = list(gold), list(found)
    right, total = 0, len(found)
    for g in gold:
        if g in found:
            found.remove(g)
            right += 1
    count.add(right, len(gold), total)


def words(text):
    return re.findall(r"\w+", (text or "").lower())


def overlap(a, b):
    a, b = set(words(a)), set(words(b))
    return len(a & b) / len(a | b) if a and b else 0.0


def spans_of(item):
    spans = item.get("spans") or []
    if isinstance(spans, dict):
        spans = [
            s for group in spans.values() for s in (group if group and isinstance(group[0], list) else [group]) if s
        ]
    return [s for s in spans if isinstance(s, (list, tuple)) and len(s) == 2]


def held(item, text):
    """Do the item's spans hold its name, or for an incident anything at all?"""
    inside = " ".join(text[a:b] for a, b in spans_of(item))
    if not inside.strip():
        return False
    names = names_of(item)
    if not names:
        return True
    folded = fold(inside)
    return any(any(similarity(n, w) >= 0.85 for w in folded) for name in names for n in fold(name)[-1:] or [""])


def clean(draft):
    """The draft with every list a list, so that a careless null costs its field and not the run."""
    if not isinstance(draft, dict):
        raise ValueError("not an object")
    for group in ("people", "organisations", "incidents", "targets"):
        draft[group] = [i for i in listed(draft.get(group)) if isinstance(i, dict)]
    draft["copies_to"] = listed(draft.get("copies_to"))
    draft["letter"] = draft.get("letter") if isinstance(draft.get("letter"), dict) else {"present": False}
    return draft


def score_one(gold, draft, text, counts, sins):
    tag = gold["id"]

    def split(items):
        return ([i for i in items if not i.get("optional")], [i for i in items if i.get("optional")])

    counts["language"].add(gold["language"] == draft.get("language"), 1, bool(draft.get("language")))
    kind = "appeal" if gold["kind"].startswith("appeal") else gold["kind"]
    counts["kind"].add(kind == draft.get("kind"), 1, bool(draft.get("kind")))

    must, may = split(gold["people"])
    pairs, missed, extra = pair_up(must, draft["people"], person_score, 0.81)
    _, _, extra = pair_up(may, extra, person_score, 0.81)
    counts["people"].add(len(pairs), len(must), len(pairs) + len(extra))
    risk = [p for p in must if p["status"] == "at_risk"]
    found_risk = [p for p in draft["people"] if p.get("status") == "at_risk"]
    counts["at risk"].add(
        sum(g["status"] == f.get("status") == "at_risk" for g, f in pairs), len(risk), len(found_risk)
    )
    feared = [p for p in gold["people"] if p["status"] in ("official", "perpetrator")]
    for f in found_risk:
        as_official = max((person_score(g, f) for g in feared), default=0)
        as_risk = max((person_score(g, f) for g in gold["people"] if g["status"] == "at_risk"), default=0)
        if as_official >= 0.81 and as_official > as_risk:
            sins["official taken for a person at risk"].append(f"{tag}: {f.get('name')}")

    must, may = split(gold["organisations"])
    may += [{"name": b} for t in gold["targets"] for b in (t.get("organisation"), t.get("role")) if b]
    may += [{"name": b} for i in gold["incidents"] for b in listed(i.get("perpetrators"))]
    pairs, missed, extra = pair_up(must, draft["organisations"], body_score, 0.6)
    _, _, extra = pair_up(may, extra, body_score, 0.6)
    counts["organisations"].add(len(pairs), len(must), len(pairs) + len(extra))

    must, may = split(gold["incidents"])

    def match(g, f):
        return incident_score(g, f, gold["people"])

    pairs, missed, extra = pair_up(must, draft["incidents"], match, 0.8)
    _, _, extra = pair_up(may, extra, match, 0.8)
    counts["incidents"].add(len(pairs), len(must), len(pairs) + len(extra))
    for g, f in pairs:
        gv = {who(v, gold["people"]) for v in listed(g.get("victims"))} - {None}
        fv = {who(v, gold["people"]) for v in listed(f.get("victims"))} - {None}
        counts["incident victims"].add(len(gv & fv), len(gv), len(fv))
        gd, fd = g.get("date"), f.get("date")
        if g.get("date_partial"):
            counts["incident dates"].add(
                g["date_partial"] in (f.get("date_partial"), (fd or "")[5:]), 1, bool(fd or f.get("date_partial"))
            )
        else:
            counts["incident dates"].add(
                1 if gd and gd == fd else 0.5 if gd and fd and gd[:7] == fd[:7] else 0, bool(gd), bool(fd)
            )
        gp, fp = set(fold(g.get("place"))), set(fold(f.get("place")))
        counts["incident places"].add(bool(gp & fp), bool(gp), bool(fp))
        gq, fq = quantities(g.get("quantity")), quantities(f.get("quantity"))
        counts["incident quantities"].add(bool(gq) and len(gq & fq) / len(gq) >= 0.5, bool(gq), bool(fq and gq))

    must, may = split(gold["targets"])
    pairs, missed, extra = pair_up(must, draft["targets"], target_score, 0.81)
    _, _, extra = pair_up(may, extra, target_score, 0.81)
    counts["targets"].add(len(pairs), len(must), len(pairs) + len(extra))
    for g, f in [*pairs, *((g, {}) for g in missed), *(({}, f) for f in extra)]:
        for kind, field, norm in (("email", "e-mail", norm_email), ("phone", "phone", digits), ("fax", "fax", digits)):
            wanted, got = [norm(x) for x in listed(g.get(kind))], [norm(x) for x in listed(f.get(kind))]
            if kind == "email":
                wanted += [norm(x) for x in listed(g.get("cc"))]
                got += [norm(x) for x in listed(f.get("cc"))]
            multiset(counts[field], wanted, got)
        counts["post"].add(overlap(g.get("post"), f.get("post")) >= 0.6, bool(g.get("post")), bool(f.get("post")))
        counts["rules"].add(
            bool(g.get("rule") and f.get("rule") and g["rule"][:13] == f["rule"][:13]),
            bool(g.get("rule")),
            bool(f.get("rule")),
        )
    if not gold["targets"] and draft["targets"]:
        sins["target where the text has none"].append(f"{tag}: {len(draft['targets'])}")

    runs = [digits(r) for r in re.findall(r"[+\d][\d\s().\-–/]{3,}\d", text.replace("\u00a0", " "))]
    addresses = {a.lower().rstrip(".") for a in re.findall(r"[\w.+\-]+@[\w.\-]+", text)}
    plain = set(words(text))
    for f in draft["targets"]:
        for value in [*listed(f.get("email")), *listed(f.get("cc"))]:
            if norm_email(value) not in addresses | {"obfuscated"}:
                sins["channel that is not in the text"].append(f"{tag}: {value}")
        for value in [*listed(f.get("phone")), *listed(f.get("fax"))]:
            if len(digits(value)) < 3 or not any(digits(value) in run for run in runs):
                sins["channel that is not in the text"].append(f"{tag}: {value}")
        post = words(f.get("post"))
        if post and sum(w in plain for w in post) / len(post) < 0.8:
            sins["channel that is not in the text"].append(f"{tag}: {f['post']}")
    for c in draft["copies_to"]:
        if "@" in text_of(c) and norm_email(text_of(c)) not in addresses | {"obfuscated"}:
            sins["channel that is not in the text"].append(f"{tag}: {text_of(c)}")
    years = {int(y) for y in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", text)} | {
        2000 + int(y) for y in re.findall(r"\d{1,2}[./]\d{1,2}[./](\d\d)(?!\d)", text)
    }
    for value in [draft.get("report_date"), *(i.get("date") for i in draft["incidents"])]:
        if value and str(value)[:4].isdigit() and not years & {int(str(value)[:4]) + d for d in (-1, 0, 1)}:
            sins["year that is not in the text"].append(f"{tag}: {value}")

    def squash(v):
        if "@" in v or v == "obfuscated":
            return norm_email(v)
        return v[:13] if v.startswith("embassy_of") else " ".join(fold(v))

    def near(g, f):
        return 1.0 if g == f else overlap(g, f) if " " in g and " " in f else 0.0

    pairs, _, _ = pair_up(
        [squash(text_of(c)) for c in gold["copies_to"]], [squash(text_of(c)) for c in draft["copies_to"]], near, 0.5
    )
    counts["copies"].add(len(pairs), len(gold["copies_to"]), len(draft["copies_to"]))

    gl, fl = gold["letter"], draft["letter"]
    counts["letters"].add(bool(gl["present"] and fl.get("present")), gl["present"], bool(fl.get("present")))
    if gl["present"]:
        body = words(fl.get("body")) if fl.get("present") else []
        for edge, part in (("first_words", body[:20]), ("last_words", body[-20:])):
            if gl.get(edge):
                counts["letter edges"].add(" ".join(words(gl[edge])) in " ".join(part), 1, bool(body))
        counts["salutations"].add(
            bool(gl.get("salutation")) and words(gl.get("salutation")) == words(fl.get("salutation")),
            bool(gl.get("salutation")),
            bool(fl.get("salutation")),
        )
        counts["signatories"].add(
            bool(gl.get("signatory")) and overlap(gl["signatory"], fl.get("signatory")) >= 0.3,
            bool(gl.get("signatory")),
            bool(fl.get("signatory")),
        )
    go, fo = (
        [o.replace("mostly", "partly") for o in listed(gold.get("outcome"))],
        str(draft.get("outcome") or "").replace("mostly", "partly"),
    )
    counts["outcomes"].add(fo in go, bool(go), bool(fo))
    gr, fr = gold.get("report_date"), draft.get("report_date")
    counts["report dates"].add(bool(gr and fr and gr == str(fr)[: len(gr)]), bool(gr), bool(fr))

    own = draft.get("text") or ""
    for group in ("people", "organisations", "incidents", "targets"):
        for item in draft[group]:
            label = f"{tag}: {group} {item.get('name') or item.get('type') or item.get('role') or ''}"
            if any(not 0 <= a < b <= len(own) for a, b in spans_of(item)):
                sins["span outside the text"].append(label)
            elif not held(item if group != "targets" else {**item, "aliases": []}, own):
                sins["value without a span that holds it"].append(label)


def figures(folder, read, chosen=lambda gold: True):
    """Read every report of a folder with `read`; (field -> (precision, recall, F1)), errors that must be zero, texts."""
    counts, sins, texts = {f: Count() for f in FIELDS}, {k: [] for k in SINS}, 0
    for path in sorted(Path(folder).glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if not chosen(gold):
            continue
        source = report(path)
        draft = clean(read(source.read_bytes()))
        text = draft["text"]  # and the heads and links that a page or a mail came with
        text += "\n" + source.read_bytes().decode("utf-8", "replace") if source.suffix != ".pdf" else ""
        score_one(gold, draft, text, counts, sins)
        texts += 1
    return {f: c.figures() for f, c in counts.items() if c.gold or c.found}, sins, texts


def mean(rows):
    """The plain mean of the F1 of all fields."""
    return sum(f1 for _, _, f1 in rows.values()) / len(rows) if rows else 0.0


def report(gold_path):
    """The report that belongs to a file of gold facts."""
    name = gold_path.name.removesuffix(".gold.json")
    return next(p for form in FORMS if (p := gold_path.with_name(name + form)).exists())
