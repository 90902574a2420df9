"""The card form's fields, as the holder left them; number and CVC are never shown again."""

from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from vezne_sandbox.cardbank.cards import CardError, TypedCard, read_card

NEW_CARD = "yeni"
_FIELDS = {
    "number": "cardNumber",
    "unknown": "cardNumber",
    "month": "expiry",
    "year": "expiry",
    "expired": "expiry",
    "cvc": "cvc",
}


class EntryError(Exception):
    """The form was filled in wrongly: field → words for the holder."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(errors)
        self.errors = errors


@dataclass(frozen=True)
class CardEntry:
    """What came from the browser."""

    chosen: str = ""  # NEW_CARD or a stored card's token
    holder: str = ""
    number: str = ""
    expiry: str = ""
    cvc: str = ""
    installment: int = 1
    wants_storing: bool = False

    @classmethod
    def from_post(cls, post: QueryDict) -> "CardEntry":
        """The form's fields."""
        installment = post.get("installment", "1")
        return cls(
            chosen=post.get("card", NEW_CARD),
            holder=post.get("cardHolderName", ""),
            number=post.get("cardNumber", ""),
            expiry=post.get("expiry", ""),
            cvc=post.get("cvc", ""),
            installment=int(installment) if installment.isdigit() else 1,
            wants_storing="registerCard" in post,
        )

    def read(self, *, now: datetime) -> TypedCard:
        """The card that was typed.

        Raises:
            EntryError: what is wrong, by field.
        """
        digits = "".join(letter for letter in self.expiry if letter.isdigit())
        if not self.holder.strip():
            raise EntryError({"cardHolderName": "Kart üzerindeki ad soyad gereklidir"})
        try:
            return read_card(
                number=self.number,
                holder=self.holder,
                month=digits[:2],
                year=digits[2:],
                cvc=self.cvc,
                now=now,
            )
        except CardError as error:
            raise EntryError({_FIELDS[error.part]: error.words}) from None
