"""What the DNS says of our two mail domains: SPF, DKIM and DMARC, where mail for them goes, the relay's own name."""

from collections.abc import Callable, Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from hueandcry.lib.env import loopback
from hueandcry.lib.finding import NOTE, UNASKED, Finding
from hueandcry.post import signing
from hueandcry.post.checks import asking, spf

LEVELS = 8  # RFC 9989: a receiver walks up the tree no further


def look() -> Iterator[Finding]:
    """Every check in turn. Outside a live desk only the stub is asked, and nobody if there is none."""
    if not settings.LIVE and not settings.DNS:
        yield Finding("DNS", _("not asked: outside HUEANDCRY_MODE=live letters reach nobody."))
        return
    asker = asking.Asker(settings.DNS)
    for domain in (settings.MAIL_DOMAIN, settings.NEWS_DOMAIN):
        for name, check in (("SPF", _spf), ("DKIM", _dkim), ("DMARC", _dmarc), ("MX", _mx)):
            yield _asked(f"{name} {domain}", check, asker, domain)
    yield _asked("PTR", _ptr, asker, "")


def _asked(name: str, check: Callable[[str, asking.Asker, str], Finding], asker: asking.Asker, domain: str) -> Finding:
    try:
        return check(name, asker, domain)
    except asking.Unanswered as what:
        sentence = _("could not be asked: no name server answered for %(name)s.") % {"name": what}
        return Finding(
            name, sentence, _("Ask again later; if it stays so, look at this machine's name server."), UNASKED
        )


def _spf(name: str, asker: asking.Asker, domain: str) -> Finding:
    """Whether receivers are told that our letters may come from where they come from."""
    found = spf.records(asker, domain)
    addresses = asking.leaves_from(asker)
    if settings.COURIER.provider and not addresses and len(found) < 2:
        return _providers_part(name)
    example = " ".join(
        ["v=spf1", *(f"ip{6 if ':' in each else 4}:{each}" for each in addresses or ["192.0.2.1"]), "-all"]
    )
    publish = _("Publish one TXT record at %(domain)s such as: %(record)s") % {"domain": domain, "record": example}
    if not found:
        return Finding(name, _("there is no SPF record."), publish)
    if len(found) > 1:
        return Finding(name, _("there are %(n)d SPF records, so receivers use none.") % {"n": len(found)}, publish)
    if any(term.lower() in ("all", "+all") for term in found[0].split()):
        return Finding(name, _("it lets everybody send in our name (+all)."), publish)
    if not addresses:
        return _unknown_address(name, _("there is one record."))
    try:
        results = {address: spf.Reader(asker, address).result(domain) for address in addresses}
    except spf.Broken as part:
        sentence = _("receivers cannot use it, because of: %(part)s") % {"part": part}
        return Finding(name, sentence, _("Mend that part; at most ten names may have to be looked up."))
    if left_out := [address for address, result in results.items() if result != "pass"]:
        sentence = _("it does not let %(address)s send.") % {"address": ", ".join(left_out)}
        if asking.others_relay():
            ask = _("Ask the owner of the relay what to include in this record; it may send from other addresses.")
            return Finding(name, sentence, ask, NOTE)
        return Finding(name, sentence, publish)
    return Finding(name, _("it lets %(address)s send.") % {"address": ", ".join(results)})


def _providers_part(name: str) -> Finding:
    """Letters leave from a provider's addresses, with return paths of its own: its pages know what is right."""
    told = {"who": settings.COURIER.label}
    advice = _("Look at the page of this domain at %(who)s: it says whether its own records are right.") % told
    return Finding(name, _("letters leave from addresses of %(who)s, which are not known here.") % told, advice, NOTE)


def _unknown_address(name: str, sentence: str) -> Finding:
    """The relay is on this machine, and no setting says how the world sees it."""
    if not settings.LIVE:
        return Finding(name, sentence)
    sentence += " " + _("Which address letters leave from is not known here.")
    return Finding(name, sentence, _("Say it in HUEANDCRY_RELAY_LEAVES_FROM, so that it can be checked."), NOTE)


def _dkim(name: str, asker: asking.Asker, domain: str) -> Finding:
    """Whether the published key is the other half of the one we sign with."""
    if settings.DKIM_BY == "relay":
        return Finding(name, _("the relay signs; see that it signs for the domain of the From address."))
    if not settings.DKIM_KEY:
        return Finding(name, _("nothing is signed, which is possible outside HUEANDCRY_MODE=live only."))
    try:
        ours = signing.record(settings.DKIM_KEY)
    except (ValueError, TypeError):
        return Finding(name, _("our own key cannot be read."), _("Give an RSA key in PEM form, without a password."))
    at = f"{settings.DKIM_SELECTOR}._domainkey.{domain}"
    publish = _("Publish one TXT record at %(name)s: %(record)s") % {"name": at, "record": ours}
    found = asker.ask(at, "TXT")
    if not found:
        return Finding(name, _("there is no key at %(name)s.") % {"name": at}, publish)
    if len(found) > 1:
        return Finding(name, _("there is more than one record at %(name)s.") % {"name": at}, publish)
    theirs, mine = _tags(found[0]), _tags(ours)
    if not theirs.get("p"):
        return Finding(name, _("the key at %(name)s is withdrawn (empty p=).") % {"name": at}, publish)
    if theirs["p"] != mine["p"] or theirs.get("k", "rsa") != mine["k"]:
        return Finding(name, _("the key at %(name)s is not the one we sign with.") % {"name": at}, publish)
    if "y" in theirs.get("t", "").split(":"):
        return Finding(
            name, _("the record says that signatures are only tried (t=y)."), _("Take t=y out of the record."), NOTE
        )
    return Finding(name, _("the key at %(name)s is the one we sign with.") % {"name": at})


def _dmarc(name: str, asker: asking.Asker, domain: str) -> Finding:
    """Whether there is a policy, and our letters agree with it."""
    publish = _("Publish one TXT record at %(name)s such as: v=DMARC1; p=none") % {"name": f"_dmarc.{domain}"}
    at, found = domain, list[str]()
    for _level in range(LEVELS):
        found = [text for text in asker.ask(f"_dmarc.{at}", "TXT") if _tags(text).get("v") == "DMARC1"]
        if found or at.count(".") < 2:
            break
        at = at.partition(".")[2]
    if not found:
        return Finding(name, _("there is no DMARC record."), publish)
    tags = _tags(found[0])
    if len(found) > 1 or tags.get("p", "none").lower() not in ("none", "quarantine", "reject"):
        return Finding(name, _("receivers cannot use the record at %(name)s.") % {"name": f"_dmarc.{at}"}, publish)
    sentence = _("the record at %(name)s says p=%(policy)s.") % {
        "name": f"_dmarc.{at}",
        "policy": tags.get("p", "none"),
    }
    if settings.DKIM_BY == "us" and settings.DKIM_KEY:
        return Finding(name, sentence + " " + _("Our signatures and return paths name the domain of the From."))
    if tags.get("adkim", "r").lower() == "s":
        advice = _("See that the relay signs for exactly %(domain)s, or take adkim=s out.") % {"domain": domain}
        return Finding(name, sentence, advice, NOTE)
    return Finding(name, sentence)


def _mx(name: str, asker: asking.Asker, domain: str) -> Finding:
    """Whether bounces, answers and copies have somewhere to go."""
    hosts = asker.ask(domain, "MX")
    advice = _("Publish an MX record at %(domain)s that names your mail server.") % {"domain": domain}
    if not hosts:
        return Finding(name, _("there is no MX record: bounces and copies go nowhere."), advice)
    if hosts == [""]:
        return Finding(name, _("the record says that this domain takes no mail."), advice)
    if lost := [host for host in hosts if not asker.addresses(host)]:
        sentence = _("it leads to %(host)s, which has no address.") % {"host": ", ".join(lost)}
        return Finding(name, sentence, _("Give that name an address, or name another mail server."))
    inside = [host for host in hosts if any(loopback(address) for address in asker.addresses(host))]
    if inside and settings.LIVE:
        sentence = _("it leads to %(host)s, which is an address inside a machine.") % {"host": ", ".join(inside)}
        return Finding(name, sentence, _("Name the address by which the world reaches your mail server."))
    return Finding(name, _("mail goes to %(host)s.") % {"host": ", ".join(hosts)})


def _ptr(name: str, asker: asking.Asker, domain: str) -> Finding:
    """Whether the address letters leave from has a name that leads back to it; many receivers insist."""
    addresses = asking.leaves_from(asker)
    if settings.COURIER.provider and not addresses:
        return _providers_part(name)
    if not addresses:
        return _unknown_address(name, _("the relay is on this machine."))
    nameless = []
    for address in addresses:
        names = asker.names_of(address)
        if not any(address in asker.addresses(each) for each in names):
            nameless.append(address)
    if not nameless:
        return Finding(name, _("each address letters leave from has a name that leads back to it."))
    sentence = _("%(address)s has no name that leads back to it.") % {"address": ", ".join(nameless)}
    if asking.others_relay():
        return Finding(name, sentence, _("Tell the owner of the relay, if letters are refused for it."), NOTE)
    return Finding(name, sentence, _("Ask whoever gave you that address for a reverse entry (PTR)."))


def _tags(text: str) -> dict[str, str]:
    """`k=v; k=v` as a dictionary; blanks in values do not count, as in keys that were folded."""
    parts = (part.partition("=") for part in text.split(";"))
    return {key.strip().lower(): "".join(value.split()) for key, mark, value in parts if mark}
