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


def sure() -> dict[str, str]:
    """How sure the reader was of a value; never a number."""
    return {
        "agrees": _("found twice, agrees"), "check": _("check this"),
        "carried": _("guessed from the sentence before: check this"),
    }  # fmt: skip


def statuses() -> list[tuple[str, str]]:
    """(value, name) of what somebody in a report may be who is not at risk."""
    return [
        ("other", _("somebody else")), ("official", _("an official")),
        ("perpetrator", _("a perpetrator, as alleged")), ("organiser", _("an organiser of the appeal")),
    ]  # fmt: skip


def groups() -> dict[str, str]:
    """What was taken out of a draft."""
    return {
        "people": _("Person"), "others": _("Person"), "incidents": _("Incident"), "withheld": _("Incident"),
        "targets": _("Target"), "channels": _("Channel"), "copies": _("Copy to"), "demands": _("Demand"),
        "texts": _("Text"),
    }  # fmt: skip


def picks() -> list[tuple[str, str, str]]:
    """(kind, key on the keyboard, name) of what words of the source can become."""
    return [
        ("person", "p", _("person")), ("incident", "i", _("incident")), ("target", "t", _("target")),
        ("email", "e", _("e-mail")), ("phone", "n", _("telephone")), ("fax", "f", _("fax")),
        ("post", "a", _("postal address")), ("copy", "c", _("copy")), ("demand", "d", _("demand")),
        ("place", "l", _("place")), ("date", "y", _("date")),
    ]  # fmt: skip


def incoming_kinds() -> dict[str, str]:
    """What a message that came in may be."""
    return {
        "reply": _("an answer"), "copy": _("a copy"), "robot": _("an automatic answer"), "bounce": _("a bounce"),
        "complaint": _("a complaint about spam"), "unknown": _("not known"),
    }  # fmt: skip
