"""What somebody wrote in a mail, without what they quoted and how they sign.

Pure. Rather too much is kept than too little: answers between quoted lines stay with the lines, and
a mail that would be empty stays whole. The original is kept beside (`InboundMail.raw_key`).
"""

from __future__ import annotations

import re

LONGEST_SIGNATURE = 15
"""Lines below `-- ` that are taken for one."""
MOST_LINES = 5_000
LONGEST_LINE = 2_000

_SAID = re.compile(
    r"(?:şunu|şunları)?\s*yazdı\s*:?\s*$|\bwrote\s*:\s*$|\bschrieb\b.{0,80}:\s*$|a écrit\s*:\s*$",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\d{1,2}[:.]\d{2}|\d{4}|tarihinde|<[^<>\s]+@[^<>\s]+>|\bOn\b|\bAm\b|\bLe\b", re.IGNORECASE
)
_DIVIDER = re.compile(
    r"^\s*-{2,}\s*(özgün (?:ileti|mesaj)|orijinal (?:ileti|mesaj)|asıl ileti|iletilmiş mesaj"
    r"|original message|forwarded message|ursprüngliche nachricht)\s*-{2,}\s*$",
    re.IGNORECASE,
)
_HEAD = re.compile(r"^\s*\**(kimden|gönderen|from|von|de)\s*:\**", re.IGNORECASE)
_HEAD_MORE = re.compile(
    r"^\s*\**(gönderildi|gönderilme tarihi|gönderme|tarih|kime|konu|bilgi|sent|date|to|subject|cc)"
    r"\s*:\**",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s*_{10,}\s*$")
_DEVICE = re.compile(
    r"^\s*(.{0,20}(?:iphone|ipad|huawei|samsung|xiaomi|galaxy)\S{0,12}.{0,25}(?:gönderildi|"
    r"gönderilmiştir)\.?|sent from my .{1,40}|(?:android|ios) (?:için|cihazımdan) .{1,40}|"
    r"get outlook for .{1,60}|.{0,10}outlook.{0,20}(?:edinin|indirin).{0,60})\s*$",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[ \t\u00a0]+$")


def own_words(text: str) -> str:
    """The words above the quoted history and the signature; all of it when nothing would be left.

    Quotes with answers between them are left as they are.
    """
    lines = [_SPACES.sub("", line[:LONGEST_LINE]) for line in _plain(text).split("\n")[:MOST_LINES]]
    cut = _quote_begins(lines)
    kept = lines[:cut]
    kept = _without_quotes_below(kept)
    kept = _without_signature(kept)
    found = _tidy(kept)
    return found or _tidy(lines)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _quote_begins(lines: list[str]) -> int:
    """The first line of what was quoted below, or the end."""
    for at, line in enumerate(lines):
        if _DIVIDER.match(line):
            return at
        if _is_head(lines, at):
            above = at - 1
            while above >= 0 and not lines[above]:
                above -= 1
            return above if above >= 0 and _RULE.match(lines[above]) else at
        begins = _said_at(lines, at)
        if begins is not None and not _is_answered(lines[at + 1 :]):
            return begins
    return len(lines)


def _is_head(lines: list[str], at: int) -> bool:
    """True where a program wrote From, Sent, To, Subject above what it quotes."""
    if not _HEAD.match(lines[at]):
        return False
    below = [line for line in lines[at + 1 : at + 7] if line.strip()]
    return sum(1 for line in below if _HEAD_MORE.match(line)) >= 2


def _said_at(lines: list[str], at: int) -> int | None:
    """Where `On …, … wrote:` begins that ends in this line; it may be broken into three."""
    if not _SAID.search(lines[at]) or lines[at].startswith(">"):
        return None
    for begins in range(at, max(at - 3, -1), -1):
        if begins < at and not lines[begins].strip():
            return None
        if _DATED.search(" ".join(lines[begins : at + 1])):
            above = begins - 1  # a date and a name may stand in a line of their own
            is_wrapped = (
                begins == at
                and above >= 0
                and re.search(r"^(On|Am|Le)\b.*\d|^\d.*(tarihinde|,)$", lines[above])
            )
            return above if is_wrapped else begins
    return None


def _is_answered(below: list[str]) -> bool:
    """True when somebody wrote between the quoted lines."""
    has_quote = False
    for line in below:
        if line.startswith(">"):
            has_quote = True
        elif has_quote and line.strip():
            return line.strip() not in ("--", "—") and not _DEVICE.match(line)
    return False


def _without_quotes_below(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].startswith(">")):
        end -= 1
    return lines[:end]


def _without_signature(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if line.rstrip() in ("--", "—") and at and len(lines) - at <= LONGEST_SIGNATURE:
            lines = lines[:at]
            break
    while lines and (not lines[-1].strip() or _DEVICE.match(lines[-1])):
        lines = lines[:-1]
    return lines


def _tidy(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


_PREFIX = re.compile(
    r"^\s*(?:(?:re|ynt|yan|cevap|aw|sv|fwd?|wg|i̇lt|ilt|ilet)\s*(?:\[\d+\])?\s*:|\[[^\]]{0,40}#\d+\])\s*",
    re.IGNORECASE,
)


def own_subject(subject: str) -> str:
    """A subject without `Re:`, `Ynt:`, `İlt:` and numbers in brackets before it."""
    plain = " ".join(subject.split())
    for _each in range(10):
        shorter = _PREFIX.sub("", plain, count=1)
        if shorter == plain:
            break
        plain = shorter
    return plain.strip()
