"""Takes card numbers and codes out of a text before it is kept."""

import re

_CARD_RUN = re.compile(r"(?<![0-9A-Za-z-])(\d(?:[ -]?\d){12,18})(?![0-9A-Za-z])")
_SECRET_JSON = re.compile(r'("(?:cvc|cvv|cvc2)"\s*:\s*)("[^"]*"|\d+)', re.IGNORECASE)
_NUMBER_JSON = re.compile(r'("cardNumber"\s*:\s*")([^"]*)(")', re.IGNORECASE)
_FORM_FIELD = re.compile(r"(?<![^&])(cardNumber|cvc|code|csrfmiddlewaretoken|[uc]token)=([^&]*)")
_XML_SECRET = re.compile(r"(%3CPassword%3E|<Password>).*?(%3C%2FPassword%3E|</Password>)")
_LONGEST_KEPT = 20_000
_MILLISECONDS = re.compile(r"1[0-9]{12}")  # an instant in epoch milliseconds, 2001 to 2033


def mask_card(number: str) -> str:
    """``5528790000000008`` → ``552879******0008``; a short text becomes stars."""
    digits = re.sub(r"\D", "", number)
    if len(digits) < 12:
        return "*" * len(digits)
    return f"{digits[:6]}{'*' * (len(digits) - 10)}{digits[-4:]}"


def scrub(text: str) -> str:
    """Mask what looks like a card number, and every card code, and cut to a size worth keeping."""
    text = text[:_LONGEST_KEPT].replace("\x00", "")
    text = _NUMBER_JSON.sub(lambda found: found[1] + mask_card(found[2]) + found[3], text)
    text = _SECRET_JSON.sub(r'\1"***"', text)
    text = _FORM_FIELD.sub(_mask_field, text)
    text = _XML_SECRET.sub(r"\1***\2", text)
    return _CARD_RUN.sub(_mask_run, text)


def _mask_field(found: re.Match[str]) -> str:
    if found[1] == "cardNumber":
        return f"cardNumber={mask_card(found[2])}"
    return f"{found[1]}=***"


def _mask_run(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[1])
    if len(digits) < 13 or _MILLISECONDS.fullmatch(found[1]):
        return found[0]
    return mask_card(digits)
