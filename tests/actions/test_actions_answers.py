"""An answer finds its protest, says whose it is, and comes without the letter it quotes."""

import re

import pytest

import mailing
import make
from hueandcry.actions import belonging, placing, proving, showing
from hueandcry.actions.models import Reply
from hueandcry.post import envelopes, mailbox, replies, sorting
from hueandcry.post.models import Delivery

pytestmark = pytest.mark.django_db
OUR_LETTER = "On 9 March peaceful marchers were beaten.\n\nI ask you to release them at once."


def sent(email: str = "maria@example.net", **fields) -> Delivery:
    """A letter to the court that the relay took."""
    make.confirmed(make.appeal("live"), email, **fields)
    return mailing.accept(Delivery.objects.filter(rank=1).latest("pk"))


def signed(domain: str, sender: str, covers: str = "from date subject to", **headers: str) -> bytes:
    raw = mailing.answer(From=f"O. Lem <{sender}>", Date="Mon, 23 Nov 2026 06:00:00 +0000", **headers)
    return mailing.sign(raw, domain=domain, covers=covers)


def arrived(raw: bytes, delivery: Delivery) -> Reply:
    return mailing.arrive(raw, envelopes.from_address(delivery.token)).reply


@pytest.mark.parametrize("header", ["In-Reply-To", "References"])
def test_an_answer_to_another_mailbox_of_ours_belongs_to_the_letter_it_names(header):
    delivery = sent()
    raw = mailing.answer(**{header: f"<other@court.example.org>\r\n {delivery.message_id}"})

    incoming = mailing.arrive(raw, "postmaster@act.example.org")

    assert (incoming.status, incoming.reply.protest) == ("placed", delivery.protest)
    assert (incoming.reply.target, incoming.reply.appeal.case) == (
        delivery.protest.target,
        delivery.protest.appeal.case,
    )


def test_a_message_that_names_no_letter_waits_with_the_likeliest_office_first():
    sent()

    incoming = mailing.arrive(mailing.answer(From="chair@court.example.org"), "postmaster@act.example.org")
    near = belonging.guesses(sorting.sort(mailing.answer(From="chair@court.example.org")))

    assert incoming.status == "unplaced"
    assert (near[0].target.key, near[0].why) == ("t1", "Its sender is the address we know for this target.")
    assert not belonging.guesses(sorting.sort(mailing.answer(From="chair@court.example.org.evil.example")))


def test_a_guess_that_a_person_confirms_keeps_its_place():
    delivery = sent()
    target = delivery.protest.target
    incoming = mailing.arrive(mailing.answer(), "postmaster@act.example.org")

    placing.by_hand(incoming, kind="reply", appeal=target.appeal, target=target, by=make.user("postkeeper"))

    assert Reply.objects.get().target == target


@pytest.mark.parametrize(
    "domain, sender, proof, known",
    [
        ("court.example.org", "chair@court.example.org", "office", True),
        ("court.example.org", "o.lem@mail.court.example.org", "office", False),
        ("mail.court.example.org", "chair@court.example.org", "office", True),
        ("evil.example", "chair@evil.example", "other", False),
        ("court.example.org.evil.example", "chair@court.example.org.evil.example", "other", False),
        ("example.org", "chair@example.org", "other", False),
        ("evil.example", "chair@court.example.org", "broken", True),
    ],
)
def test_only_the_offices_own_domain_proves_an_office(name_server, domain, sender, proof, known):
    name_server.records.update(
        {f"{mailing.SELECTOR}._domainkey.{domain}": mailing.records()["s1._domainkey.evil.example"]}
    )

    reply = arrived(signed(domain, sender), sent())

    assert (reply.proof, reply.known_sender) == (proof, known)
    assert ("office's own server" in proving.in_words(reply)[0]) == (proof == "office")


def test_fifty_forged_answers_are_never_called_genuine(name_server):
    delivery = sent()
    genuine = signed("court.example.org", "chair@court.example.org")
    forged = [mailing.answer(f"Forged {n}", From="chair@court.example.org") for n in range(10)]
    forged += [signed("evil.example", "chair@evil.example", Subject=f"Re: {n}") for n in range(10)]
    forged += [genuine.replace(b"lawful", b"lawful %d" % n) for n in range(10)]
    forged += [b"From: chair@court.example.org\r\n" + signed("evil.example", f"c{n}@evil.example") for n in range(10)]
    forged += [b"Authentication-Results: act.example.org; dkim=pass header.d=court.example.org\r\nX-N: %d\r\n" % n
               + mailing.answer(From="chair@court.example.org") for n in range(10)]  # fmt: skip

    for raw in forged:
        mailing.arrive(raw, envelopes.from_address(delivery.token))

    assert Reply.objects.count() == 50
    assert not Reply.objects.filter(proof="office").exists()


def test_it_would_be_noticed_if_any_signature_did(name_server, settings):
    settings.SABOTAGE = {"believe-any-signature"}

    assert arrived(signed("evil.example", "chair@evil.example"), sent()).proof == "office"


def claiming(where: str) -> bytes:
    """A forged answer with a header that says it is genuine, above or below the others."""
    claim = b"Authentication-Results: act.example.org; dkim=pass header.d=court.example.org; dmarc=pass\r\n"
    head, _, body = mailing.answer(From="chair@court.example.org").partition(b"\r\n\r\n")
    lines = [claim.rstrip(), head] if where == "above" else [head, claim.rstrip()]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def test_what_is_attached_to_an_answer_is_named_and_handed_out_by_no_page(client):
    client.force_login(make.user("postkeeper"))
    raw = (
        b"From: a@court.example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="x"\r\n'
        b"\r\n--x\r\nContent-Type: text/plain\r\n\r\nSee there.\r\n--x\r\nContent-Type: application/zip\r\n"
        b'Content-Disposition: attachment; filename="answer.zip"\r\n\r\nPACKED-BYTES\r\n--x--\r\n'
    )
    reply = arrived(raw, sent())

    pages = [client.get(page).content for page in (f"/replies/{reply.pk}/", f"/post/{reply.incoming_id}/")]

    assert all(b"answer.zip" in page and b"PACKED-BYTES" not in page for page in pages)
    assert not any(re.search(rb'(?:href|src)="[^"]*(?:answer\.zip|attach)', page) for page in pages)


@pytest.mark.parametrize("where", ["above", "below"])
def test_a_header_that_says_an_answer_is_genuine_proves_nothing(name_server, where):
    assert arrived(claiming(where), sent()).proof == "unsigned"


def test_it_would_be_noticed_if_such_a_header_proved_something(name_server, settings):
    settings.SABOTAGE = ["believe-results-header"]

    assert arrived(claiming("above"), sent()).proof == "office"


IMITATIONS = (
    "c0urt.example.org", "coourt.example.org", "cuort.example.org", "court.example.com", "court-example.org",
    "court.example.org.evil.example", "court-example-org.evil.example", "xn--curt-55d.example.org",
)  # fmt: skip


def warned(domain: str, reply: Reply) -> bool:
    return "looks like court.example.org" in proving.in_words(reply, f"chair@{domain}")[0]


@pytest.mark.parametrize("domain", IMITATIONS)
def test_a_domain_that_looks_like_the_offices_is_warned_of(name_server, client, domain):
    client.force_login(make.user("postkeeper"))

    reply = arrived(mailing.answer(From=f"chair@{domain}"), sent())

    assert (reply.proof, warned(domain, reply)) == ("unsigned", True)
    assert "Careful: its domain looks like court.example.org" in client.get(f"/replies/{reply.pk}/").content.decode()


@pytest.mark.parametrize(
    "domain", ["court.example.org", "mail.court.example.org", "justice.example.org", "evil.example"]
)
def test_the_offices_own_domain_and_quite_another_one_are_not_warned_of(name_server, domain):
    assert not warned(domain, arrived(mailing.answer(From=f"chair@{domain}"), sent()))


def test_it_would_be_noticed_if_nobody_looked_at_the_letters_of_a_domain(name_server, settings):
    settings.SABOTAGE = ["no-lookalikes"]
    reply = arrived(mailing.answer(From="chair@c0urt.example.org"), sent())

    assert not warned("c0urt.example.org", reply)


def test_an_office_at_a_public_provider_is_proven_by_its_very_mailbox_only():
    office = proving.Office(frozenset(["court@gmail.com"]), frozenset(["gmail.com"]) - proving.PROVIDERS)

    assert not office.owns("gmail.com") and "court@gmail.com" in office.addresses


QUOTED = [
    "On Mon, 23 Nov 2026 at 10:00, Maria wrote:\n{}",
    "Am Mo., 23. Nov. 2026 um 10:00 Uhr schrieb Maria:\n{}",
    "Le lun. 23 nov. 2026 à 10:00, Maria a écrit :\n{}",
    "El lun, 23 nov 2026 a las 10:00, Maria escribió:\n{}",
    "23.11.2026 10:00, Мария пишет:\n{}",
    "Понедельник, 23 ноября 2026, 10:00 +03:00 от Мария <m@example.net>:\n{}",
    "2026 ж. 23 қар. 10:00, Мария жазды:\n{}",
    "-----Original Message-----\n{}",
    "________________________________\n{}",
    "From: Maria\nSent: Monday\n{}",
    "*От:* Мария\n*Отправлено:* понедельник\n{}",
    "От кого: Мария\nКому: Суд\n{}",
    "Von: Maria\nGesendet: Montag\n{}",
    "De : Maria\nEnvoyé : lundi\n{}",
    "De: Maria\nEnviado el: lunes\n{}",
    "Кімнен: Мария\nЖіберілді: дүйсенбі\n{}",
    "> {}",
]


@pytest.mark.parametrize("form", QUOTED)
def test_what_an_answer_quotes_is_cut_in_every_form(form):
    text = "They will be released.\n\n" + form.format("My letter of protest about the bakers.")

    assert replies.without_quotes(text) == "They will be released."


def test_our_letter_quoted_without_any_mark_is_cut_however_its_lines_are_broken():
    delivery = sent()
    letter = OUR_LETTER.replace(" ", "\n", 6).replace("peaceful", "peaceful ")
    raw = mailing.answer(f"They will be released.\n\n{letter}\n\nOda Lem")

    reply = arrived(raw, delivery)

    assert showing.read(reply.incoming).text.split() == ["They", "will", "be", "released.", "Oda", "Lem"]
    assert b"peaceful" in mailbox.fetch(reply.incoming)


def test_a_sentence_that_only_resembles_ours_stays():
    text = "On 9 March nobody was beaten. We ask you to read the sentence."

    assert replies.without_letter(text, OUR_LETTER) == text
