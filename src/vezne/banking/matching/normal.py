"""A bank's words as they are searched: upper-case ASCII, whatever the bank did to the letters."""

from __future__ import annotations

import re
import unicodedata

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
_NOT_CODE = re.compile(r"[^0-9A-Z]+")


def upper(text: str) -> str:
    """Upper case without Turkish marks; digits of every script become 0–9."""
    if not text.isascii():
        text = _BROKEN.sub(lambda match: _MENDED[match[0]], text)
        text = text.translate(_UPPER)
        if not text.isascii():
            text = "".join(
                str(unicodedata.decimal(c)) if c.isdecimal() else c
                for c in unicodedata.normalize("NFKD", text)
                if not unicodedata.combining(c)
            )
    return text.upper()


def compact(uppered: str) -> str:
    """Only letters and digits, so that no blank or dash of the bank hides a code.

    A lost Ö before T (`?T-7K3M9P2A`) is an O again.
    """
    if "?" in uppered or "\ufffd" in uppered or "¿" in uppered:
        uppered = _LOST_O.sub("OT", uppered)
    return _NOT_CODE.sub("", uppered)
