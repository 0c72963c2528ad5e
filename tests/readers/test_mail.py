import base64
import contextlib
import io
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from provenance.errors import InputError
from provenance.model import Document, Failure, Metadata
from provenance.readers.containers.mailbox import messages
from provenance.readers.entries import Part
from provenance.readers.mail.mail import read_mail
from tests.corpus import SPUN, STORY, UNRELATED
from tests.readers import made

URI = "file:///m.eml"
HEADERS = b"From: Ann <ann@x.example>\nSubject: Boats\nDate: Wed, 01 May 2024 12:00:00 +0200\nMessage-ID: <1@x>\nMIME-Version: 1.0\n"
CLAIMS = Metadata("2024-05-01T10:00:00Z", "Boats", "Ann <ann@x.example>")
ONE, TWO = "One ferry left the quay.", "Two boats came back."


def read(data: bytes) -> tuple[Document, list[Part | Failure]]:
    """The message in ``data``, and what came with it."""
    *others, message = read_mail(data, URI)
    assert isinstance(message, Document)
    assert all(isinstance(one, Part | Failure) for one in others)
    return message, others  # type: ignore[return-value]


def mail(kind: str, body: str | bytes, *more: str) -> bytes:
    """A message of this content type; ``more`` are further headers."""
    lines = [f"Content-Type: {kind}", *more, "", ""]
    return HEADERS + "\n".join(lines).encode() + (body if isinstance(body, bytes) else body.encode())


def parts(*bodies: str) -> str:
    """Parts with their headers, one behind the other."""
    return "".join(f"--b\n{body}\n" for body in bodies) + "--b--\n"


def plain(text: str, *more: str) -> str:
    """A part in plain text."""
    return "\n".join(["Content-Type: text/plain; charset=utf-8", *more, "", text])


def page(text: str) -> str:
    """A part in HTML."""
    return f"Content-Type: text/html; charset=utf-8\n\n<style>p {{}}</style><p>{text}</p>"


MIXED, ALTERNATIVE, RELATED = (f"multipart/{kind}; boundary=b" for kind in ("mixed", "alternative", "related"))
REPORT = "multipart/report; report-type=delivery-status; boundary=b"
FORWARDED = f"Content-Type: message/rfc822\n\nFrom: c@x\nSubject: Old\nContent-Type: text/plain; charset=utf-8\n\n{TWO}"
UUENCODED = "begin 644 a.bin\n#86)C\n`\nend"
QUOTED = (
    f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n{ONE[:9]}=\n{ONE[9:]}"
)

MAILS = {
    "plain": (mail("text/plain", ONE), ONE),
    "no content type": (HEADERS + b"\n" + ONE.encode(), ONE),
    "an unknown charset": (mail("text/plain; charset=unknown", "Caf\u00e9 " + ONE), "Caf\u00e9 " + ONE),
    "a charset that no mail can have": (mail("text/plain; charset=utf-16", ONE), ONE),
    "a charset with another one in it": (mail("text/plain; charset=utf-8", "Здесь ".encode() + ONE.encode()), "Здесь " + ONE),
    "koi8-r": (mail("text/plain; charset=koi8-r", "Паром ушёл".encode("koi8-r")), "Паром ушёл"),
    "a blank plain part": (mail(ALTERNATIVE, parts(plain(" \n"), page(ONE))), ONE),
    "a plain part that is no more than a note": (mail(ALTERNATIVE, parts(plain("See the HTML."), page(STORY))), STORY),
    "two forms of the same": (mail(ALTERNATIVE, parts(plain(ONE), page(f"{ONE} Really."))), ONE),
    "no plain part": (mail(ALTERNATIVE, parts(page(ONE))), ONE),
    "a page with pictures": (mail(RELATED, parts(page(ONE), "Content-Type: image/png\nContent-ID: <i>\n\nx")), ONE),
    "a page that is not the first part": (
        mail(f'{RELATED}; start="<p>"', parts("Content-Type: image/png\n\nx", f"Content-ID: <p>\n{page(ONE)}")),
        ONE,
    ),
    "forms in forms": (
        mail(ALTERNATIVE, parts(plain(""), f"Content-Type: multipart/related; boundary=c\n\n--c\n{page(ONE)}\n--c--")),
        ONE,
    ),
    "several texts": (mail(MIXED, parts(plain(ONE), plain(TWO, "Content-Disposition: inline; filename=a.txt"), plain("____\nlist"))), f"{ONE}\n\n{TWO}\n\n____\nlist"),
    "a forwarded message": (mail(MIXED, parts(plain(ONE), FORWARDED)), f"{ONE}\n\n{TWO}"),
    "a message forwarded twice": (mail(MIXED, parts(plain(ONE), f"Content-Type: message/rfc822\n\n{FORWARDED}")), f"{ONE}\n\n{TWO}"),
    "a forwarded message in base64": (
        mail(MIXED, parts(plain(ONE), "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(f"Subject: x\n\n{TWO}".encode()).decode())),
        f"{ONE}\n\n{TWO}",
    ),
    "a digest": (mail("multipart/digest; boundary=b", parts(f"\nSubject: x\n\n{ONE}", f"\nSubject: y\n\n{TWO}")), f"{ONE}\n\n{TWO}"),
    "a delivery report": (
        mail(REPORT, parts(plain(ONE), "Content-Type: message/delivery-status\n\nStatus: 5.0.0", "Content-Type: text/rfc822-headers\n\nSubject: x", FORWARDED)),
        f"{ONE}\n\n{TWO}",
    ),
    "a signed message": (mail("multipart/signed; boundary=b", parts(plain(ONE), "Content-Type: application/pgp-signature\n\nx")), ONE),
    "lines that flow": (mail("text/plain; format=flowed", "One ferry \nleft the quay.\n From here"), f"{ONE}\nFrom here"),
    "lines that flow without blanks": (mail("text/plain; format=flowed; delsp=yes", "One fer \nry left the quay."), ONE),
    "a file spelled out in the text": (mail("text/plain", f"{ONE}\n{UUENCODED}\n"), ONE),
    "a file in yEnc": (mail("text/plain", f"{ONE}\n=ybegin line=128 size=3 name=a\nabc\n=yend size=3\n"), ONE),
    "quoted-printable": (HEADERS + QUOTED.encode(), ONE),
    "base64 that was cut off": (mail("text/plain; charset=utf-8", base64.b64encode(STORY.encode())[:101], "Content-Transfer-Encoding: base64"), STORY[:75]),
    "base64 with rubbish in it": (mail("text/plain", b"!" + base64.b64encode(ONE.encode()), "Content-Transfer-Encoding: base64"), ONE),
    "an unknown transfer encoding": (mail("text/plain", ONE, "Content-Transfer-Encoding: x-none"), ONE),
    "a boundary that does not occur": (mail("multipart/mixed; boundary=other", parts(plain(ONE), page(TWO))), f"{ONE}\n\n{TWO}"),
    "no boundary": (mail("multipart/mixed", parts(plain(ONE), plain(TWO))), f"{ONE}\n\n{TWO}"),
    "no end of its parts": (mail(MIXED, parts(plain(ONE), plain(TWO)).replace("--b--", "")), f"{ONE}\n\n{TWO}"),
    "a preamble": (mail(MIXED, "This is a multi-part message in MIME format.\n" + parts(plain(ONE))), ONE),
    "nothing but headers": (HEADERS.strip(), ""),
    "a broken content type": (mail("text", ONE), ONE),
    "lines with carriage returns": (mail(MIXED, parts(plain(ONE), plain(TWO))).replace(b"\n", b"\r\n"), f"{ONE}\n\n{TWO}"),
    "the count and the list of Apple Mail": (
        b"%d\n" % len(mail("text/plain", ONE)) + mail("text/plain", ONE) + b"<?xml version='1.0'?><plist/>",
        ONE,
    ),
    "enriched text": (mail("text/enriched", "<bold>One</bold> ferry<param>x</param> left the quay. <<"), f"{ONE} <"),
}  # fmt: skip


@pytest.mark.parametrize("kind", MAILS)
def test_a_mail_is_what_a_mail_program_shows(kind: str) -> None:
    """All that is shown of a message is its text, in order and once, whatever is wrong with it; its claims stay."""
    data, expected = MAILS[kind]
    message, others = read(data)
    assert message.text.strip() == expected
    assert others == []
    assert message.metadata == CLAIMS


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (b"Subject: =?utf-8?q?caf=C3=A9?= =?utf-8?b?IGF1?= lait", "café au lait"),
        (b"Subject: =?utf-8?b?w6k=?==?utf-8?b?w6g=?=", "éè"),
        (b"Subject: =?unknown?q?caf=E9?=", "café"),
        (b"Subject: =?utf-8?b?????=", "=?utf-8?b?????="),
        (b"Subject: caf\xe9 au lait", "café au lait"),
        ("Subject: café".encode(), "café"),
        (b"Subject: a\n folded\n\tone", "a folded one"),
        (b"Subject:", None),
    ],
)
def test_a_header_is_what_people_read(header: bytes, expected: str | None) -> None:
    """Coded words, folded lines and bytes that no header may have are what they were meant to be."""
    message, _ = read(b"From: a@x\n" + header + b"\n\n" + ONE.encode())
    assert (message.metadata.title, message.text) == (expected, ONE)


@pytest.mark.parametrize("date", ["yesterday", "Wed, 99 May 2024 12:00:00 +9999", "", "=?utf-8?q?x?="])
def test_a_date_that_is_none(date: str) -> None:
    """A message with a date that is none is read without it."""
    message, _ = read(f"From: a@x\nDate: {date}\n\n{ONE}".encode())
    assert (message.metadata.published_at, message.text) == (None, ONE)


NAMES = {
    'filename="a b.docx"': "a%20b.docx",
    "filename*=utf-8''%C3%A9.docx": "%C3%A9.docx",
    "filename*0=long; filename*1=er.docx": "longer.docx",
    'filename="=?utf-8?b?w6kuZG9jeA==?="': "%C3%A9.docx",
    'filename="../../etc/a.docx"': "a.docx",
    "filename*=nonsense''a.docx": "a.docx",
    "": "part-1",
}


@pytest.mark.parametrize("disposition", NAMES)
def test_an_attachment_is_a_document_of_its_own(disposition: str) -> None:
    """An attachment lies at the mail's address and its name, however that is coded; it is no part of the text."""
    coded = base64.encodebytes(made.docx(STORY)).decode()
    attached = f"Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; {disposition}\n\n{coded}"
    message, (part,) = read(mail(MIXED, parts(plain(ONE), attached)))
    assert isinstance(part, Part)
    assert message.text == ONE
    assert part.uri.startswith(f"{URI}!/{NAMES[disposition]}")
    assert part.data == made.docx(STORY)


def test_attachments_that_need_no_name() -> None:
    """Texts that were attached are told by their encoding; pictures, signatures and cards are passed over."""
    texts = (
        plain("Паром", "Content-Disposition: attachment; filename=a.txt").replace("utf-8", "koi8-r").encode("koi8-r")
    )
    others = [
        f"Content-Type: {kind}\nContent-Disposition: attachment\n\nx"
        for kind in ("image/png", "application/pgp-signature", "text/calendar")
    ]
    message, found = read(
        mail(MIXED, parts(plain(ONE), *others).encode().replace(b"--b--", b"--b\n" + texts + b"\n--b--"))
    )
    assert message.text == ONE
    assert [(one.uri, one.data.decode().strip()) for one in found if isinstance(one, Part)] == [
        (f"{URI}!/a.txt", "Паром")
    ]


@pytest.mark.parametrize(
    "data",
    [
        mail("multipart/encrypted; boundary=b", parts("Content-Type: application/pgp-encrypted\n\nVersion: 1")),
        mail("application/pkcs7-mime; smime-type=enveloped-data", "MIIB"),
        mail("application/x-pkcs7-mime; smime-type=signed-data", "MIIB"),
        mail("text/plain", "-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n"),
    ],
)
def test_a_mail_that_is_locked(data: bytes) -> None:
    """A message that is encrypted, or signed so that nothing of it can be read, is refused by name."""
    with pytest.raises(InputError, match=r"encrypted|signed"):
        read(data)


@pytest.mark.parametrize("seed", range(60))
def test_any_mail_is_read(seed: int) -> None:
    """A message that was damaged anywhere gives a text or is refused, and nothing else."""
    import random  # noqa: PLC0415 - for this test alone

    rng = random.Random(seed)
    data = bytearray(rng.choice([data for data, _ in MAILS.values()]))
    for _ in range(rng.randrange(1, 12)):
        at = rng.randrange(len(data))
        data[at : at + rng.randrange(3)] = rng.choice([b"", b"\xff", b"\n", b"=?", b"--b\n", b"\0", b";", b'"'])
    with contextlib.suppress(InputError):
        read(bytes(data))


FROM_LINES = [
    "From ann@x.example Wed May  1 10:00:00 2024",
    "From ann@x.example  Wed May 1 10:00 2024",
    "From MAILER-DAEMON Wed May  1 10:00:00 2024",
    "From - Wed May 01 10:00:00 2024",
    "From ann at x.example  Wed May  1 10:00:00 2024",
    "From 1234@xxx Wed May 01 10:00:00 +0000 2024",
    "From ann@x.example Wed May  1 10:00:00 CEST 2024",
    "From ann@x.example Wed May  1 10:00:00 2024 +0200",
    "From ann@x.example Wed, 01 May 2024 10:00:00 +0200",
    "From ann@x.example 2024-05-01T10:00:00Z",
    'From "Ann Person"@x.example Wed May  1 10:00:00 2024',
    "From ann@x.example Wed May  1 10:00:00 2024 remote from host",
]
SENTENCES = [
    "From the harbour we walked to the station in May 2024",
    "From now on: we ship.",
    "From 2024 to 2025 it was closed, from 10:00 on.",
    "From ann@x.example I heard on Wed May 1 that it is true.",
    "From Wed May  1 10:00:00 2024 on it was open",
]


def numbered(box: bytes) -> Iterator[str]:
    """The messages of a mailbox, without their headers."""
    for one in messages(io.BytesIO(box), 1 << 20):
        yield one.decode().partition("\n\n")[2].strip()


@pytest.mark.parametrize("line", FROM_LINES)
@pytest.mark.parametrize("between", ["\n", ""])
def test_a_message_begins_behind_an_address_and_a_date(line: str, between: str) -> None:
    """A line with an address and a date, which headers follow, parts messages; a sentence never does."""
    first = "\n\n".join([ONE, *SENTENCES])
    box = f"{line}\nSubject: one\n\n{first}\n{between}{line}\nSubject: two\n\n{UNRELATED}\n"
    assert list(numbered(box.encode())) == [first, UNRELATED]


def test_lines_that_were_marked_in_a_mailbox() -> None:
    """What was done to a line that begins with "From" is undone, and a line that no header follows parts nothing."""
    text = f"{ONE}\n>From ann@x.example Wed May  1 10:00:00 2024\n>>From here\n\n{FROM_LINES[0]}\nno header"
    box = f"{FROM_LINES[0]}\nSubject: one\n\n{text}\n"
    assert list(numbered(box.encode())) == [text.replace(">From", "From", 2)]


def test_a_mailbox_that_ends_early() -> None:
    """A line that would begin another message, at the very end, is the end of the last one."""
    assert list(numbered(f"{FROM_LINES[0]}\nSubject: one\n\n{ONE}\n\n{FROM_LINES[0]}".encode())) == [
        f"{ONE}\n\n{FROM_LINES[0]}"
    ]


def test_a_mail_that_others_wrote() -> None:
    """What the standard library writes is read back."""
    message = EmailMessage()
    message["Subject"] = "Grüße"
    message["From"] = "Jörg <j@x.example>"
    message.set_content(STORY)
    message.add_alternative(f"<p>{STORY}</p>", subtype="html")
    message.add_attachment(SPUN, filename="ñ.txt")
    found, (part,) = read(message.as_bytes())
    assert (found.text, found.metadata.title, found.metadata.author) == (STORY, "Grüße", "Jörg <j@x.example>")
    assert isinstance(part, Part)
    assert (part.uri, part.data.decode().strip()) == (f"{URI}!/%C3%B1.txt", SPUN)
