"""Nobody at the desk learns from an answer who the supporter is, however the answer names her."""

import base64
import quopri

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mailing
import make
from hueandcry.actions import masking, showing
from hueandcry.actions.models import Reply
from hueandcry.post import envelopes
from hueandcry.post.models import Delivery

NAME, EMAIL = "Мария Канарейкина", "maria.kanareikina@example.net"
HER_WORDS = "Моя бабушка жила там.\nул. Ленина 5, кв. 12, Караганда\nтел. +7 701 123 45 67"
CANARIES = ("канарейк", "kanareik", "maria", "мари", "ленина 5", "123 45 67", "example.net")
KNOWN = masking.Known(NAME, EMAIL, HER_WORDS, ("abcdefghij234567klmnopqrst",))
WAYS = [
    "Уважаемая Мария Канарейкина!",
    "гражданке Канарейкиной М. отказано; с Марией Канарейкиной говорили, Канарейкину видели",
    "Ms KANAREIKINA, Maria Kanareikina, Maria's letter",
    "Kana-\nreikina and Kanarei­kina and М а р и я",
    "<maria.kanareikina@example.net>",
    "maria.kanareikina (at) example dot net",
    "maria=2Ekanareikina=40example.net",
    "Maria.Kanareikina@Example.NET, maria.kanareikina@\nexample.net",
    "живёт: ул. Ленина 5,\nкв. 12, Караганда, +7 (701) 123-45-67",
    "http://127.0.0.1:8000/leave/abcdefghij234567klmnopqrst/",
    "To: p-abcdefghij234567klmnopqrst@act.example.org",
    "p-abcdefghij234567=\nklmnopqrst@act.example.org",
]  # fmt: skip


def seen(text: str) -> list[str]:
    plain = text.lower().replace("-\n", "")
    return [canary for canary in (*CANARIES, "234567klm") if canary in plain]


@pytest.mark.parametrize("way", WAYS)
def test_however_an_answer_names_the_supporter_it_is_covered(way):
    assert not seen(masking.masked(way, [KNOWN], offices=["court.example.org"]))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(WAYS), min_size=1, max_size=4), st.text(alphabet="аbж .,\n>-*_", max_size=20))
def test_no_neighbourhood_makes_a_name_come_through(ways, between):
    assert not seen(masking.masked(f" {between} ".join(ways), [KNOWN]))


def test_the_words_of_the_office_stay():
    text = "The sentences were lawful. Write to chair@court.example.org, room 12.\n\nOda Lem"

    assert masking.masked(text, [KNOWN], offices=["court.example.org"]) == text


def test_nobody_elses_mailbox_comes_through_either():
    assert "ivan" not in masking.masked("also to ivan@elsewhere.example.com", [], offices=["court.example.org"])


@pytest.mark.parametrize("name", ["王小明", "أحمد علي", "Li Na", "Ján Ďurica-Kováč", "O'Neill Áine"])
def test_names_in_other_scripts_and_short_ones_are_covered(name):
    covered = masking.masked(f"We wrote to {name} today.", [masking.Known(name, "x@example.net")])

    assert not any(piece in covered for piece in name.replace("-", " ").replace("'", " ").split() if len(piece) > 1)


def answered(keeper, encoding: str) -> tuple[str, Reply]:
    """Everything the desk shows of an answer that names the supporter in all ways."""
    make.confirmed(make.appeal("live"), EMAIL, name=NAME, words="Моя бабушка жила там, дом 5 на ул. Ленина 5")
    delivery = mailing.accept(Delivery.objects.filter(rank=1).latest("pk"))
    token = delivery.token
    body = "\n".join(WAYS).replace("abcdefghij234567klmnopqrst", token).replace("abcdefghij234567", token[:16])
    raw = body.replace("klmnopqrst", token[16:]).encode()
    coded = base64.encodebytes(raw) if encoding == "base64" else quopri.encodestring(raw)
    head = f"From: O. Lem <o.lem@court.example.org>\r\nTo: {NAME} <{envelopes.from_address(token)}>\r\n"
    head += f"Cc: {EMAIL}\r\nSubject: Re: letter of {NAME}\r\nMIME-Version: 1.0\r\n"
    head += f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    mailing.arrive(head.encode() + coded, envelopes.from_address(token))
    reply = Reply.objects.get()
    pages = [keeper.get(f"/replies/{reply.pk}/"), keeper.get("/replies/"), keeper.get(f"/post/{reply.incoming_id}/")]
    return "".join(page.content.decode() for page in pages), reply


@pytest.fixture
def keeper(client):
    client.force_login(make.user("postkeeper"))
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_no_page_of_the_desk_shows_the_supporter(keeper, encoding):
    pages, reply = answered(keeper, encoding)

    assert "Court" in pages and masking.COVER in pages
    assert not [canary for canary in CANARIES if canary in pages.lower()]
    assert reply.protest.delivery.token not in pages and reply.protest.action.token not in pages


@pytest.mark.django_db
def test_it_would_be_noticed_if_answers_were_shown_as_they_came(keeper, settings):
    settings.SABOTAGE = {"show-raw-replies"}

    pages, _reply = answered(keeper, "base64")

    assert [canary for canary in CANARIES if canary in pages.lower()]


@pytest.mark.django_db
def test_an_answer_whose_supporter_was_erased_is_shown_no_more(keeper):
    from hueandcry.actions import leaving
    from hueandcry.lib import clock

    _pages, reply = answered(keeper, "base64")
    leaving.erase(reply.protest.action, clock.now())
    reply.refresh_from_db()

    assert showing.read(reply.incoming).gone


@pytest.mark.django_db
def test_a_group_is_one_row_one_page_and_one_grade(keeper):
    appeal = make.appeal("live")
    for n in range(3):
        make.confirmed(appeal, f"person{n}@example.net", name=f"{'ABC'[n]}xeliorde Numinou")
    for n, delivery in enumerate(Delivery.objects.filter(protest__target__key="t1").order_by("pk")):
        says = f"The court is independent and nobody may ask it to change {'a' if n else 'any'} sentence at all."
        raw = mailing.answer(f"Dear {'ABC'[n]}xeliorde Numinou,\n{says}\n{says[::-1]}")
        mailing.arrive(raw, envelopes.from_address(delivery.token))
    group = Reply.objects.latest("pk").group_id

    rows = keeper.get("/replies/").content.decode()
    page = keeper.get(f"/replies/alike/{group}/").content.decode()
    done = keeper.post(f"/replies/alike/{group}/", {"grade": "form", "summary": "They say they are independent."})

    assert f"/replies/alike/{group}/" in rows and "answers alike" in rows
    assert "xeliorde" not in rows + page and "Numinou" not in page
    assert done["Location"] == "/replies/"
    assert set(Reply.objects.filter(group=group).values_list("grade", flat=True)) == {"form"}
    assert keeper.get("/replies/alike/999999/").status_code == 404
