"""What the doctor asks of security.txt: whether whoever finds a weakness knows whom to tell."""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from hueandcry.lib import clock
from hueandcry.lib.finding import NOTE, Finding
from hueandcry.pages import security_txt


def look() -> Finding:
    """Somebody is named, and the day until which that holds is neither over nor near."""
    name = "security.txt"
    if not settings.SECURITY_CONTACT:
        sentence = _("nobody is named who should be told of a weakness.")
        return Finding(name, sentence, _("Set HUEANDCRY_SECURITY_CONTACT and HUEANDCRY_SECURITY_EXPIRES."), NOTE)
    told = {"day": settings.SECURITY_EXPIRES}
    later = _("Look whether the contact still holds, and set HUEANDCRY_SECURITY_EXPIRES to a day within a year.")
    try:
        until = date.fromisoformat(settings.SECURITY_EXPIRES)
    except ValueError:
        return Finding(name, _("%(day)s is no day of the calendar.") % told, later)
    if until <= clock.now().date():
        return Finding(name, _("it has expired on %(day)s: nobody believes it any more.") % told, later)
    if until <= clock.now().date() + security_txt.SOON:
        return Finding(name, _("it expires on %(day)s.") % told, later, NOTE)
    return Finding(name, _("it names whom to tell, until %(day)s.") % told)
