"""Why receivables says no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError, NotFound


class EntryNotFound(NotFound):
    """No such manual entry in this scope."""

    code = "manual_entry_not_found"


class EntryDecided(DomainError):
    """The entry was booked or declined before."""

    code = "manual_entry_decided"
    status = 409
    message = _("Bu kayıt için daha önce karar verilmiş.")


class SecondLookBySame(DomainError):
    """Who asked cannot give the second look, and nobody approves twice."""

    code = "second_look_by_same"
    status = 403
    message = _("İkinci onayı, işlemi başlatandan başka bir yetkili vermeli.")


class EntryNotReversible(DomainError):
    """Only a booked entry is reversed, once; and not while a payment of it is under way."""

    code = "manual_entry_not_reversible"
    status = 409
    message = _("Bu kayıt geri alınamaz: daha önce geri alınmış veya henüz işlenmemiş.")


class AmountNotAllowed(DomainError):
    """An amount lies between one kuruş and what fits the books."""

    code = "amount_not_allowed"
    status = 422
    message = _("Tutar sıfırdan büyük olmalı.")


class AmountAboveOwed(DomainError):
    """More would be paid from the balance than the invoice still asks for."""

    code = "amount_above_owed"
    status = 422
    message = _("Bu ödeme talebinde kalan tutar %(owed)s; en çok bu kadarını ödeyebilirsiniz.")


class LetterNotFound(NotFound):
    """No such letter, or its link is damaged."""

    code = "letter_not_found"
    message = _("Mutabakat mektubu bulunamadı.")


class LetterOver(DomainError):
    """The letter was answered, withdrawn, or its time is over."""

    code = "letter_over"
    status = 410
    message = _("Bu mutabakat mektubu artık yanıtlanamaz.")


class NoteNeeded(DomainError):
    """Who disagrees says what differs."""

    code = "letter_note_needed"
    status = 422
    message = _("Farkın nedenini veya sizdeki bakiyeyi yazın.")


class LateChargeDecided(DomainError):
    """The charge was made or waived before."""

    code = "late_charge_decided"
    status = 409
    message = _("Bu vade farkı işlenmiş veya silinmiş.")


class PayoutNotFound(NotFound):
    """No such pay-out request in this scope."""

    code = "payout_not_found"


class PayoutStateConflict(DomainError):
    """The request is not in a state that allows this."""

    code = "payout_state_conflict"
    status = 409
    message = _("Bu istek için daha önce karar verilmiş.")


class LoadNotAllowed(DomainError):
    """The amount lies outside what the seller lets be loaded at once."""

    code = "load_not_allowed"
    status = 422
    message = _("Yüklenecek tutar %(least)s ile %(most)s arasında olmalı.")
