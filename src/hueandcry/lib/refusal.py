"""How a rule says no: in words meant for the screen."""


class Refused(Exception):
    """The desk's rules do not allow this; the message is a sentence for the person who asked."""
