"""Does the provider answer, and does it know our key: asked with something that cannot become a letter."""

import functools
from collections.abc import Iterator

import requests
from django.conf import settings
from django.utils.translation import gettext as _

from hueandcry.lib.finding import NOTE, UNASKED, Finding
from hueandcry.lib.patience import within
from hueandcry.post.couriers import choosing, hosted, https, providers

SECONDS = 15.0
DEADLINES = https.Deadlines(connect=5, data=4, answer=4)
NAME = "courier"


def look() -> Iterator[Finding]:
    """One finding for each mail domain it tells apart, or one for both; and whether it can tell what came back."""
    for domain in (settings.MAIL_DOMAIN, settings.NEWS_DOMAIN) if settings.COURIER.name == "mailgun" else ("",):
        try:
            yield within(SECONDS, functools.partial(_ask, settings.COURIER, domain))
        except TimeoutError:
            sentence = _("%(who)s gave no answer within %(seconds)d seconds.") % {
                "who": settings.COURIER.label,
                "seconds": SECONDS,
            }
            yield Finding(NAME, sentence, _("Look at this machine's way to the world; letters wait."), UNASKED)

    if not settings.COURIER.events:
        advice = _("Set HUEANDCRY_COURIER_EVENTS_FILE and name our door %(door)s there.") % {
            "door": f"{settings.PUBLIC_URL}/provider/"
        }
        sentence = _("%(who)s cannot tell us what comes back: such letters stay accepted.")
        yield Finding(NAME, sentence % {"who": settings.COURIER.label}, advice, NOTE)


def _ask(choice: choosing.Choice, domain: str) -> Finding:
    way, who = providers.WAYS[choice.name], choice.label
    told = {"who": who, "domain": domain or settings.MAIL_DOMAIN}
    wire = https.Wire(DEADLINES)
    try:
        with hosted.session(wire) as session:
            answer = session.send(session.prepare_request(way.probe(choice, domain)))
    except https.Lost as lost:
        if lost.stage != "connect":
            return Finding(NAME, _("%(who)s did not answer to its end.") % told, _("Ask again later."), UNASKED)
        advice = _("Look at this machine's way to the world, its certificates and HUEANDCRY_COURIER_URL; letters wait.")
        return Finding(NAME, _("nobody answers for %(who)s, or not with a good certificate.") % told, advice)
    except requests.RequestException:
        return Finding(NAME, _("%(who)s cannot be asked.") % told, _("Look at HUEANDCRY_COURIER_URL."))
    return _judged(answer.status_code, b"restricted_api_key" in answer.content, way.well, told)


def _judged(status: int, may_only_send: bool, well: tuple[int, ...], told: dict[str, str]) -> Finding:
    if status in well or may_only_send:
        sentence = _("%(who)s answers and takes our key; whether it signs for %(domain)s is not asked.") % told
        return Finding(NAME, sentence)
    if status in (401, 403):
        advice = _("Set HUEANDCRY_COURIER_KEY_FILE anew; letters wait.")
        return Finding(NAME, _("%(who)s refuses our key.") % told, advice)
    if status == 404:
        advice = _("Add the domain there, or name the right region in HUEANDCRY_COURIER_URL; letters wait.")
        return Finding(NAME, _("%(who)s does not know %(domain)s.") % told, advice)
    if status in hosted.BUSY or status >= 500:
        return Finding(
            NAME, _("%(who)s has trouble of its own or is asked too often.") % told, _("Ask again later."), UNASKED
        )
    sentence = _("%(who)s answers something else than expected: HTTP %(status)d.") % {**told, "status": status}
    return Finding(NAME, sentence, _("Look at HUEANDCRY_COURIER_URL; letters may wait."))
