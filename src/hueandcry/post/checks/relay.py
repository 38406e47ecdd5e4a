"""Is there a relay, does it speak, does it encrypt, does it let us in: everything but a letter."""

import smtplib
import ssl

from django.conf import settings
from django.utils.translation import gettext as _

from hueandcry.lib.finding import UNASKED, Finding
from hueandcry.lib.patience import within
from hueandcry.post.couriers import smtp

SECONDS = 15.0
DEADLINES = smtp.Deadlines(connect=5, command=4)
NAME = "relay"


def look() -> list[Finding]:
    """Connect, EHLO, TLS if the settings want it, the password if there is one, and QUIT; or ask the provider."""
    if settings.COURIER.provider:
        from hueandcry.post.checks import hosted  # it needs the extra

        return list(hosted.look())
    try:
        return [within(SECONDS, _talk)]
    except TimeoutError:
        sentence = _("no answer within %(seconds)d seconds.") % {"seconds": SECONDS}
        return [Finding(NAME, sentence, _("Look at the relay and the way to it; letters wait."), UNASKED)]


def _talk() -> Finding:
    host, port = settings.RELAY
    where = {"host": host, "port": port}
    line = smtp.Line(DEADLINES)
    try:
        line.connect_securely(host, port, tls=settings.RELAY_TLS)
        if settings.RELAY_USER:
            line.allow(DEADLINES.command)
            line.login(settings.RELAY_USER, settings.RELAY_PASSWORD)
        line.say("QUIT")
    except smtplib.SMTPAuthenticationError:
        advice = _("Set HUEANDCRY_RELAY_USER and HUEANDCRY_RELAY_PASSWORD_FILE anew; letters wait.")
        return Finding(NAME, _("%(host)s:%(port)d refuses our name and password.") % where, advice)
    except smtplib.SMTPNotSupportedError:
        advice = _("Ask the relay's owner for another port, or set HUEANDCRY_RELAY_TLS; letters wait.")
        return Finding(NAME, _("%(host)s:%(port)d does not offer the TLS or the sign-in we ask for.") % where, advice)
    except ssl.SSLError:
        advice = _("See that HUEANDCRY_RELAY names the host in its certificate, and that it has not run out.")
        return Finding(
            NAME, _("the certificate of %(host)s:%(port)d is not good, or it does not speak TLS.") % where, advice
        )
    except smtplib.SMTPServerDisconnected:
        return Finding(
            NAME, _("%(host)s:%(port)d does not speak SMTP.") % where, _("Is HUEANDCRY_RELAY the right port?")
        )
    except smtplib.SMTPResponseException as no:
        sentence = _("%(host)s:%(port)d turns us away: %(code)d.") % {**where, "code": no.smtp_code}
        return Finding(NAME, sentence, _("Ask the relay's owner what this answer means; letters wait."))
    except TimeoutError:
        sentence = _("%(host)s:%(port)d does not answer in time.") % where
        return Finding(NAME, sentence, _("Look at the relay and the way to it; letters wait."))
    except OSError:
        advice = _("Start your relay or set HUEANDCRY_RELAY; letters wait.")
        return Finding(NAME, _("nobody answers at %(host)s:%(port)d.") % where, advice)
    finally:
        line.close()
    how = {"none": _("without TLS"), "starttls": _("with STARTTLS"), "tls": _("with TLS")}[settings.RELAY_TLS]
    return Finding(NAME, _("%(host)s:%(port)d answers %(how)s.") % {**where, "how": how})
