"""The closed list of what can be written into the ledger, with a sentence each."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "report received": _("A report arrived and was kept as it came."),
    "report read again": _("A report was read again, from what was kept."),
    "report declined": _("The desk declined a report."),
    "case opened": _("The desk opened a case."),
    "case updated": _("A further report was added to the case."),
    "case closed": _("The case was closed."),
    "persons merged": _("The desk decided that two names are one person."),
    "persons kept apart": _("The desk decided that two names are two people."),
    "persons decision withdrawn": _("A decision about two names was taken back."),
    "appeal drafted": _("An appeal was drafted from a report."),
    "revision edited": _("The draft was changed."),
    "review asked": _("The writer asked for approval."),
    "review returned": _("The approver asked for changes."),
    "appeal approved": _("Someone who had not edited it approved the appeal."),
    "appeal issued": _("The appeal went public."),
    "appeal paused": _("Letters of the appeal were held."),
    "appeal resumed": _("Letters of the appeal leave again."),
    "appeal stopped": _("The appeal was stopped."),
    "appeal expired": _("The act-by date passed."),
    "address dead": _("An official's address bounced and was switched off."),
    "reply filed": _("An official answered."),
    "reply graded": _("The desk read an answer and graded it."),
    "incoming placed": _("A person placed a message by hand."),
    "outcome recorded": _("An outcome was recorded."),
    "news begun": _("Letters about the outcome began to leave."),
    "keys destroyed": _("Supporters' data of the appeal was erased by destroying its key."),
    "missions imported": _("The table of embassies was imported."),
    "day closed": _("The counts of the day."),
}
