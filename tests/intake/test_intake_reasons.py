"""The comparison's reasons are read at the desk in Russian too."""

from django.utils import translation
from django.utils.translation import gettext

from hueandcry import names


def test_every_reason_of_the_comparison_has_its_russian():
    with translation.override("ru"):
        said = {reason: gettext(reason) for reason in names.REASONS}

    assert [reason for reason, russian in said.items() if russian == reason] == []
