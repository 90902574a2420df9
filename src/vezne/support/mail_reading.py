"""A mail as it came, read: who, to whom, what, with which files; and whether a program wrote it.

Pure, with the standard library's `email` (policy.default). A mail is hostile until read: its head
and its parts are bounded, and what cannot be read is `None` or empty, never an error.
"""

from __future__ import annotations

import email.policy
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser, BytesParser
from email.utils import getaddresses

from vezne.support.mail_html import words_of_html
from vezne.support.types import MailReason

MOST_HEAD_BYTES = 64 * 1024
MOST_PARTS = 60
MOST_TEXT = 200_000
"""Characters of a mail's text that are read; the rest lies in the original."""
SMALL_PICTURE = 6 * 1024
"""A picture inside the text that is smaller is a logo or a counter, not something to show."""

LONGEST_HEADER = 4_000
LONGEST_CONTENT_HEADER = 800
"""Characters of one header: the library's readers of them need the square of it and more."""

UNREADABLE = (
    ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError,
    MessageError,
)  # fmt: skip
"""What the parser throws at broken mails (bugs.python.org knows many): each means unreadable."""
ADDRESS = re.compile(r"[^@\s<>\"(),:;\\\x00-\x1f]{1,120}@[^@\s<>\"(),:;\\\x00-\x1f]{1,160}")
MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,250}>")
_LETTERS = re.compile(
    r"(us-)?ascii|utf[-_]?(7|8|16|32)([-_]?[lb]e)?|iso[-_]?8859[-_]\d+|latin[-_]?\d+|windows[-_]\d+"
    r"|cp\d+|koi8[-_]\w|mac\w*|gb\w+|big5\w*|euc[-_]\w+|shift[-_]jis|iso[-_]2022[-_]\w+|tis[-_]620"
)
"""The charsets of mails; Python knows more, and some of them run long or make no letters."""
_CHARSETS = {
    "iso-8859-9": "cp1254",
    "latin5": "cp1254",
    "iso8859-9": "cp1254",
    "x-unknown": "utf-8",
}
"""Windows writes its own letters under the standard's name; they agree in all others."""


class _Bounded(email.policy.EmailPolicy):
    """The default policy; of each header only as much as a person's mail has."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Name and value, cut."""
        name, value = super().header_source_parse(sourcelines)
        is_content = name.lower().startswith("content-")
        return name, value[: LONGEST_CONTENT_HEADER if is_content else LONGEST_HEADER]


POLICY = _Bounded()


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the sending server said: `sender` is empty for a bounce."""

    sender: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MailHead:
    """The part of a mail that is read before it is kept."""

    message_id: str
    sender: str  # the address of From, in lower case; "" when there is none
    sender_label: str  # From as people read it
    subject: str
    addressed: tuple[str, ...]  # To, Cc and where it was delivered, in lower case
    references: tuple[str, ...]  # Message-IDs that it answers
    key: str  # the same for the same mail, however often it comes
    automatic: str  # MailReason when a program wrote it, else ""


@dataclass(frozen=True, slots=True)
class MailBody:
    """What a mail says, whole, and the files that came with it."""

    text: str
    files: tuple[tuple[str, bytes], ...]


def read_head(raw: bytes, envelope: Envelope) -> MailHead:
    """The head of a mail; places that cannot be read are empty."""
    end = re.search(rb"\r?\n\r?\n", raw[:MOST_HEAD_BYTES])
    head = raw[: end.start() if end else MOST_HEAD_BYTES]
    try:
        parsed = BytesHeaderParser(policy=POLICY).parsebytes(head)
    except UNREADABLE:
        parsed = EmailMessage(policy=POLICY)
    message_id = _first_id(_header(parsed, "Message-ID"))
    written_by = _header(parsed, "From")
    senders = _addresses(written_by)
    to = [_header(parsed, name) for name in ("To", "Cc", "Delivered-To", "X-Original-To")]
    answers = f"{_header(parsed, 'References')} {_header(parsed, 'In-Reply-To')}"
    return MailHead(
        message_id=message_id,
        sender=senders[0] if senders else "",
        sender_label=_line(written_by)[:200],
        subject=_line(_header(parsed, "Subject"))[:300],
        addressed=tuple(_addresses(", ".join(one for one in to if one))),
        references=tuple(MESSAGE_ID.findall(answers)[-30:]),
        key=_key(message_id, _header(parsed, "Date"), written_by, raw),
        automatic=_automatic(parsed, envelope, senders[0] if senders else ""),
    )


def read_body(raw: bytes) -> MailBody | None:
    """The words of a mail, quoted history and all, and its files; None when it cannot be read."""
    if _is_maze(raw):
        return None
    try:
        parsed = BytesParser(policy=POLICY).parsebytes(raw)
        parts = list(_leaves(parsed))
    except UNREADABLE:
        return None
    texts: list[str] = []
    pages: list[str] = []
    files: list[tuple[str, bytes]] = []
    for part in parts:
        kind, name = part.get_content_type(), _file_name(part)
        is_file = bool(name) or _disposition(part) == "attachment"
        if kind in ("text/plain", "text/html") and not is_file:
            (texts if kind == "text/plain" else pages).append(_text(part))
        elif (content := _content(part)) and not _is_decoration(part, content):
            files.append((name or _default_name(kind), content))
    text = "\n\n".join(one for one in texts if one.strip())
    if not text.strip() and pages:
        try:
            text = "\n\n".join(words_of_html(page) for page in pages)
        except UNREADABLE:
            return None
    return MailBody(text=text[:MOST_TEXT].strip(), files=tuple(files))


def _is_maze(raw: bytes) -> bool:
    """True for parts in parts without end: the parser would need hours for some megabytes."""
    lower = raw.lower()
    counts = ((b"\n--", 1_000), (b"boundary", 100), (b"message/", 100))
    return any(lower.count(words) > most for words, most in counts)


def _leaves(parsed: Message) -> Iterator[Message]:
    """The parts that are no containers; a mail inside the mail is one part."""
    waiting, seen = [parsed], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop(0)
        seen += 1
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting = [one for one in payload if isinstance(one, Message)] + waiting
        else:
            yield part


def _header(parsed: Message, name: str) -> str:
    try:
        value = parsed.get(name)
        return "" if value is None else str(value)
    except UNREADABLE:
        return ""


def _line(text: str) -> str:
    """Text of a header on one line without anything that is no letter."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(_storable(plain).split())


def _addresses(text: str) -> list[str]:
    try:
        pairs = getaddresses([text[:8_000]])
    except UNREADABLE:
        return []
    found = [address.strip().lower() for _name, address in pairs]
    good = (one for one in found if ADDRESS.fullmatch(one) and one.isprintable())
    return list(dict.fromkeys(good))[:50]


def _first_id(text: str) -> str:
    found = MESSAGE_ID.search(text)
    return found[0] if found else ""


def _key(message_id: str, date: str, sender: str, raw: bytes) -> str:
    """One for all copies of a mail: its id alone could be guessed, or be wrongly given twice."""
    if not message_id:
        return hashlib.sha256(raw).hexdigest()
    whole = "\n".join((message_id, date, sender)).encode("utf-8", "replace")
    return hashlib.sha256(whole).hexdigest()


def _automatic(parsed: Message, envelope: Envelope, sender: str) -> str:
    """Why a mail was not written by a person; "" when it was (RFC 3834, and what is seen)."""
    name = sender.partition("@")[0]
    kind = _header(parsed, "Content-Type").lower()
    if not envelope.sender or name in ("mailer-daemon", "postmaster"):
        return MailReason.BOUNCE.value
    if "multipart/report" in kind or "delivery-status" in kind:
        return MailReason.BOUNCE.value
    submitted = _header(parsed, "Auto-Submitted").strip().lower()
    precedence = _header(parsed, "Precedence").strip().lower()
    said = any(_header(parsed, one) for one in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply"))
    is_auto = bool(submitted) and not submitted.startswith("no")
    if is_auto or said or precedence in ("auto_reply", "auto-reply"):
        return MailReason.AUTO_REPLY.value
    if precedence in ("bulk", "junk") or _header(parsed, "List-Unsubscribe"):
        return MailReason.BULK.value
    if precedence == "list" or _header(parsed, "List-Id"):
        return MailReason.LIST.value
    return ""


def _disposition(part: Message) -> str:
    try:
        return part.get_content_disposition() or ""
    except UNREADABLE:
        return ""


def _file_name(part: Message) -> str:
    try:
        return _line(part.get_filename() or "")
    except UNREADABLE:
        return ""


def _default_name(kind: str) -> str:
    return "ileti.eml" if kind == "message/rfc822" else "dosya"


def _content(part: Message) -> bytes:
    """The bytes of a part; what cannot be decoded comes as it is."""
    try:
        payload = part.get_payload(decode=True)
        if payload is None:  # a mail inside the mail
            return part.as_bytes()
    except UNREADABLE:
        return b""
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> str:
    """The words of a part in its letters; a charset that lies or does not exist is guessed."""
    content = _content(part)[: MOST_TEXT * 4]
    try:
        named = (part.get_content_charset() or "utf-8").lower()
    except UNREADABLE:
        named = "utf-8"
    named = _CHARSETS.get(named, named)
    for charset in (named if _LETTERS.fullmatch(named) else "utf-8", "utf-8"):
        try:
            return _storable(content.decode(charset))
        except (UnicodeError, LookupError, ValueError):
            continue
    return content.decode("cp1254", "replace")


def _storable(text: str) -> str:
    """Without halves of letters, which no database takes."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def _is_decoration(part: Message, content: bytes) -> bool:
    """A small picture inside the text."""
    is_inside = _disposition(part) == "inline" or bool(_header(part, "Content-ID"))
    is_picture = part.get_content_maintype() == "image"
    return is_picture and is_inside and len(content) < SMALL_PICTURE
