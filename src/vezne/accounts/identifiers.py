"""VKN, TCKN, IBAN and telephone numbers: read what people type, check it, write it one way.

Pure: no database, no Django model. Spaces, dots, dashes and the digits of other scripts are
accepted; leading zeros are kept. Check digits are python-stdnum's (`stdnum.tr`), numbering plans
are those of phonenumbers.
"""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType
from stdnum import exceptions as stdnum_errors
from stdnum import iban as stdnum_iban
from stdnum.tr import tckimlik, vkn

from vezne.accounts.errors import InvalidIban, InvalidPhone, InvalidTaxId, InvalidTckn, InvalidVkn

VKN_DIGITS = 10
TCKN_DIGITS = 11
_SEPARATORS = re.compile(r"[\s.,\-/·\u00a0\u200b\u200e\u202a\u202c]+")
_EXTENSION = re.compile(r"\s*(dahili|dah\.?|ext\.?|x|#)\s*\d{1,6}\s*$", re.IGNORECASE)


def _bare(text: str) -> str:
    """Without separators, with every decimal digit as 0–9."""
    bare = _SEPARATORS.sub("", text)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in bare)


def normalise_vkn(text: str) -> str:
    """The ten digits of a VKN. Raises: InvalidVkn."""
    digits = _bare(text)
    if not vkn.is_valid(digits):
        raise InvalidVkn
    return digits


def normalise_tckn(text: str) -> str:
    """The eleven digits of a TCKN. Raises: InvalidTckn."""
    digits = _bare(text)
    if not tckimlik.is_valid(digits):
        raise InvalidTckn
    return digits


def normalise_tax_id(text: str) -> str:
    """A VKN or a TCKN by its length: a sole trader's tax number is the TCKN.

    Raises: InvalidVkn, InvalidTckn, InvalidTaxId (another length).
    """
    digits = _bare(text)
    if len(digits) == VKN_DIGITS:
        return normalise_vkn(digits)
    if len(digits) == TCKN_DIGITS:
        return normalise_tckn(digits)
    raise InvalidTaxId


def shown_tax_id(tax_id: str) -> str:
    """As lists and pages show it: a firm's VKN is public and plain, a person's TCKN is masked."""
    if len(tax_id) == TCKN_DIGITS:
        return "*" * (TCKN_DIGITS - 4) + tax_id[-4:]
    return tax_id


def normalise_iban(text: str) -> str:
    """A Turkish IBAN without spaces, in capitals. Raises: InvalidIban."""
    # str.upper is right here: an IBAN is ASCII, and 'tr'.upper() must not become 'TR' by locale.
    compact = _bare(text).upper()
    try:
        checked = str(stdnum_iban.validate(compact))
    except stdnum_errors.ValidationError:
        raise InvalidIban from None
    if not checked.startswith("TR"):
        raise InvalidIban
    return checked


def shown_iban(iban: str) -> str:
    """In groups of four."""
    return " ".join(iban[i : i + 4] for i in range(0, len(iban), 4))


def _parsed_phone(text: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(_EXTENSION.sub("", text), "TR")
    except NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def find_phone(text: str) -> str | None:
    """The E.164 form (`+905411234567`) of what looks like a phone number, else None."""
    number = _parsed_phone(text)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if number else None


def normalise_phone(text: str) -> str:
    """The E.164 form; `0541…`, `541…`, `90541…`, `+90 0541…` are one number; no extension.

    Raises: InvalidPhone.
    """
    phone = find_phone(text)
    if phone is None:
        raise InvalidPhone
    return phone


def is_mobile(phone: str) -> bool:
    """True when an SMS can reach it."""
    number = _parsed_phone(phone)
    return number is not None and phonenumbers.number_type(number) == PhoneNumberType.MOBILE


def shown_phone(phone: str) -> str:
    """As people in Turkey write it: `0541 123 45 67`; foreign numbers with their country code."""
    number = _parsed_phone(phone)
    if number is None:
        return phone
    style = (
        PhoneNumberFormat.NATIONAL if number.country_code == 90 else PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, style)
