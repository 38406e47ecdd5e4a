"""What people typed is shown, and never runs: hundreds of vectors in a real browser, with the page's policy off.

The policy would stop them as well; here it is taken away, so that the escaping alone has to hold.
"""

import html
import itertools

import pytest
from django.test import Client

import make
from hueandcry.public import limits, slowing

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.once, pytest.mark.xdist_group("browser")]
RUN = "parent.ran=(parent.ran||0)+1"
ELEMENTS = (
    "<script>{}</script>", "<img src=x onerror={}>", "<svg onload={}>", "<svg><script>{}</script></svg>",
    "<body onload={}>", "<iframe srcdoc='<script>{}</script>'>", "<details open ontoggle={}>",
    "<video src=x onerror={}>", "<input autofocus onfocus={}>", "<audio src=x onerror={}>",
    "<math><mtext><img src=x onerror={}></mtext></math>", "<object data=x onerror={}>", "<style onload={}></style>",
    "<marquee onstart={}>", "<iframe onload={}></iframe>", "<select autofocus onfocus={}>",
    "<template><script>{}</script></template><img src=x onerror={}>",
)  # fmt: skip
# What may stand before, to get out of where the words are shown.
BEFORE = (
    "", '">', "'>", "</textarea>", "</title>", "-->", "</script>", "</option></select>", "</bdi></blockquote>",
    '" x="">', "&lt;/textarea&gt;", "\u2028", "<!--><", "%3C", "\\u003c", "{{", "<a\nhref='",
)  # fmt: skip
ATTRIBUTES = (
    '" onfocus={0} autofocus x="',
    "' onfocus={0} autofocus x='",
    '" onmouseover={0} style="position:fixed;inset:0',
)


def vectors():
    """Hundreds of them."""
    many = [before + element.replace("{}", RUN) for before, element in itertools.product(BEFORE, ELEMENTS)]
    return many + [attribute.format(RUN) for attribute in ATTRIBUTES * 4]


def pages(door, count):
    """Pages of ours that show what was typed: the form again, and what is said to whoever is held up."""
    appeal = make.appeal("live")
    beyond = limits.Beyond(limits.Limits(), b"x", limits.ONE)
    many = vectors()
    for group in (many[at : at + count] for at in range(0, len(many) - count + 1, count)):
        told = {"name": group[0], "email": group[-1], "country": group[1], "words": "\n".join(group), "news": group[2]}
        yield door.post(f"/act/{appeal.slug}/en/", told).content.decode()
        yield door.post(f"/act/{appeal.slug}/en/", told, **{slowing.BEYOND: beyond}).content.decode()


def ran(page, document):
    """How many vectors ran on this page; it has no policy here."""
    page.set_content(document, wait_until="load")
    return page.evaluate("window.ran || 0")


@pytest.fixture(autouse=True, scope="module")
def database_beside_the_browser():
    """The browser's loop runs in the thread that asks the database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
        yield


@pytest.fixture
def door(settings):
    """The public door, without any policy."""
    settings.ROOT_URLCONF = "hueandcry.public.urls"
    settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
    settings.ALLOWED_HOSTS = ["testserver"]
    return Client(raise_request_exception=False)


@pytest.fixture
def blank(chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.route("**/*", lambda route: route.abort())  # nothing is fetched; a picture that fails is what they want
    yield page
    context.close()


@pytest.mark.django_db
def test_nothing_that_somebody_typed_runs_even_without_the_policy(door, blank):
    assert len(vectors()) >= 300

    for document in pages(door, 43):
        assert "parent.ran" in document
        assert ran(blank, document) == 0


@pytest.mark.django_db
def test_without_escaping_they_run_and_it_is_seen(door, blank):
    assert any(ran(blank, html.unescape(document)) for document in itertools.islice(pages(door, 43), 6))
