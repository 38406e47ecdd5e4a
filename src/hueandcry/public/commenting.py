"""Somebody comments: typed under an appeal or a report, confirmed by mail, taken back with one press."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hueandcry.actions import comments
from hueandcry.appeals.models import Appeal
from hueandcry.cases import bulletins
from hueandcry.cases.models import Bulletin
from hueandcry.lib import clock, room
from hueandcry.lib.refusal import Refused
from hueandcry.public import acting, doors, errors

FIELDS = ("name", "email", "words")


@doors.door("POST")
def comment(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """Take what was typed; whoever it was gets the same page."""
    on, form = _on(slug, language), doors.typed(request, *FIELDS)
    back = f"/{language}/{slug}/" if isinstance(on, Appeal) else f"/{language}/reports/{slug}/"
    room.check()
    told = {"slug": slug, "language": language, "back": f"{back}index.html", "form": form}
    if request.POST.get(acting.TRAP):
        return errors.page(request, "public/comment_sent.html", told)
    if wrong := comments.check(**form, language=language):
        return errors.page(request, "public/comment.html", {**told, "wrong": wrong}, status=422)
    try:
        comments.take(on, **form, language=language, now=clock.now())
    except Refused as no:
        return errors.page(request, "public/comment.html", {**told, "wrong": {"": str(no)}}, status=409)
    return errors.page(request, "public/comment_sent.html", told)


@doors.door("POST")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The button of the page behind the link: these comments are hers."""
    if comments.confirm(token, seen=request.POST.getlist("comment"), now=clock.now()):
        text = _("A person at the desk reads it before it is public. Your address is not kept with it.")
        return errors.said(request, _("Thank you. Your comment goes to the desk"), text, status=200)
    text = _(
        "If you pressed the button before, it is with the desk. If not, the three days are over, and it is erased."
    )
    return errors.said(request, _("Nothing waits here any more"), text, status=410)


@doors.door("GET", "POST")
def take_back(request: HttpRequest, token: str) -> HttpResponse:
    """One button: this comment is taken back and its words are erased."""
    if request.method != "POST":
        return errors.page(request, "public/uncomment.html", {"token": token})
    if not comments.take_back(token):
        text = _("Copy the whole address from our message into your browser.")
        return errors.said(request, _("We do not know this link"), text, status=404)
    text = _("Backups of the database keep it until they are replaced, 30 days at most.")
    return errors.said(request, _("Your comment is erased"), text, status=200)


def _on(slug: str, language: str) -> Appeal | Bulletin:
    """The public appeal or report of ours with this address."""
    bulletin = Bulletin.objects.filter(slug=slug, live__isnull=False).exclude(status="withdrawn").first()
    if bulletin is None:
        return acting.public_appeal(slug, language)
    if language not in bulletins.offered(bulletin.live):
        raise Http404
    return bulletin
