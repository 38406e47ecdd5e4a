"""One page from a template, put into the published folder."""

from collections.abc import Mapping

from django.template.loader import render_to_string

from hueandcry.pages import contents, paper


def page(name: str, template: str, told: Mapping[str, object]) -> bool:
    """Print `template` at `name` in the published folder; False if that stood there already."""
    return paper.write(name, render_to_string(template, {**contents.statics(), **told}).encode())
