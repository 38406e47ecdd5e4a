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


def incoming_kinds() -> dict[str, str]:
    """What a message that came in may be."""
    return {
        "reply": _("an answer"), "copy": _("a copy"), "robot": _("an automatic answer"), "bounce": _("a bounce"),
        "complaint": _("a complaint about spam"), "unknown": _("not known"),
    }  # fmt: skip
