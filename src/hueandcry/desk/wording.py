"""Names of the kinds of things the desk chooses from, in the language of the screen."""

from django.utils.translation import gettext as _


def incident_types() -> list[tuple[str, str]]:
    """(value, name) of everything that can have been done to somebody."""
    return [
        ("arrest", _("Arrest")), ("detention", _("Detention")), ("beating", _("Beating")), ("torture", _("Torture")),
        ("trial", _("Trial")), ("sentence", _("Sentence")), ("fine", _("Fine")), ("threat", _("Threat")),
        ("raid", _("Raid")), ("dismissal", _("Dismissal")), ("killing", _("Killing")),
        ("disappearance", _("Disappearance")), ("deportation", _("Deportation")), ("release", _("Release")),
        ("hospitalisation", _("Hospitalisation")), ("demonstration", _("Demonstration")), ("other", _("Other")),
    ]  # fmt: skip


def reading_kinds() -> dict[str, str]:
    """What the reader takes a text for."""
    return {
        "appeal": _("an appeal"), "incident_report": _("a report of what happened"),
        "outcome_report": _("a report of an outcome"), "other": _("something else"),
    }  # fmt: skip
