"""A bank's words as they are searched: upper-case ASCII, whatever the bank did to the letters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_UPPER = str.maketrans(
    "ıİşŞğĞüÜöÖçÇâÂîÎûÛ", "IISSGGUUOOCCAAIIUU"
)  # before upper(): 'i'.upper() is I here, as the bank's machines have it
# UTF-8 read as Latin: what banks' exports make of Turkish letters.
_BROKEN = re.compile("Ã–|Ã¶|Ä°|Ä±|ÅŸ|Åž|ÄŸ|Äž|Ã¼|Ãœ|Ã§|Ã‡")
_MENDED = {
    "Ã–": "O", "Ã¶": "O", "Ä°": "I", "Ä±": "I", "ÅŸ": "S", "Åž": "S", "ÄŸ": "G", "Äž": "G",
    "Ã¼": "U", "Ãœ": "U", "Ã§": "C", "Ã‡": "C",
}  # fmt: skip
_LOST_O = re.compile(r"[?\ufffd¿]T(?=[\s:.\-–]*[2-9A-HJKMNP-Z]{4})")
_TURKISH = re.compile("[\x00-\x7fıİşŞğĞüÜöÖçÇâÂîÎûÛ]*").fullmatch
KEPT = 256
"""Of the last texts: a line's words are looked at twice, for its identity and for its clues."""
_NOT_CODE = re.compile(r"[^0-9A-Z]+")


@lru_cache(maxsize=KEPT)
def upper(text: str) -> str:
    """Upper case without Turkish marks; digits of every script become 0–9."""
    if text.isascii():
        return text.upper()
    if _TURKISH(text) is not None:
        plain = unicodedata.normalize("NFKD", text.replace("ı", "I"))
        return plain.encode("ascii", "ignore").decode().upper()
    return _foreign(text).upper()


def _foreign(text: str) -> str:
    """What holds more than Turkish letters: broken encodings, other scripts."""
    if not text.isascii():
        if "Ã" in text or "Ä" in text or "Å" in text:
            text = _BROKEN.sub(lambda match: _MENDED[match[0]], text)
        text = text.translate(_UPPER)
        if not text.isascii():
            text = "".join(
                str(unicodedata.decimal(c)) if c.isdecimal() else c
                for c in unicodedata.normalize("NFKD", text)
                if not unicodedata.combining(c)
            )
    return text


@lru_cache(maxsize=KEPT)
def compact(uppered: str) -> str:
    """Only letters and digits, so that no blank or dash of the bank hides a code.

    A lost Ö before T (`?T-7K3M9P2A`) is an O again.
    """
    if "?" in uppered or "\ufffd" in uppered or "¿" in uppered:
        uppered = _LOST_O.sub("OT", uppered)
    return _NOT_CODE.sub("", uppered)
