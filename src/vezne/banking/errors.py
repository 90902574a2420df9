"""The situations in which banking says no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError, NotFound


class BankAccountNotFound(NotFound):
    """No such bank account in this scope."""

    code = "bank_account_not_found"
    message = _("Banka hesabı bulunamadı.")


class BankAccountTaken(DomainError):
    """The seller has this IBAN in this currency already."""

    code = "bank_account_taken"
    status = 409
    message = _("Bu IBAN zaten tanımlı.")


class MovementNotFound(NotFound):
    """No such movement in this scope."""

    code = "movement_not_found"
    message = _("Banka hareketi bulunamadı.")


class MovementNotOpen(DomainError):
    """The movement does not wait in the queue (any more)."""

    code = "movement_not_open"
    status = 409
    message = _("Bu hareket artık eşleşme beklemiyor.")


class PartsDoNotFit(DomainError):
    """The parts of a split are not above zero or do not sum to the movement."""

    code = "parts_do_not_fit"
    status = 422
    message = _("Parçaların toplamı hareketin tutarına eşit olmalı.")


class MovementNotAside(DomainError):
    """Only what was set aside (to be returned, no customer's) can be put back into the queue."""

    code = "movement_not_aside"
    status = 409
    message = _("Bu hareket ayrılmış durumda değil; sayfayı yenileyin.")


class ReturnHasLeft(DomainError):
    """The money of a movement to be returned has left the bank account already."""

    code = "return_has_left"
    status = 409
    message = _("Bu paranın iadesi bankadan %(on)s günü çıkmış; kuyruğa geri alınamaz.")


class MovementNotCredited(DomainError):
    """Only what stands in a buyer's account can be taken out of it (taken back by now?)."""

    code = "movement_not_credited"
    status = 409
    message = _("Bu hareket artık bir alıcının hesabında değil.")


class DebtGrew(DomainError):
    """The buyer has spent meanwhile: more would become a debt than the person was told."""

    code = "debt_grew"
    status = 409
    message = _("Alıcının bakiyesi bu arada değişti; oluşacak borcu yeniden görün ve onaylayın.")


class NotReversible(DomainError):
    """The chosen movement is not one that this reversal could take back (any more)."""

    code = "not_reversible"
    status = 409
    message = _("Seçilen hareket bu satırla geri alınmış olamaz.")


class NotACredit(DomainError):
    """Only money that came in can be assigned, split or sent back."""

    code = "not_a_credit"
    status = 409
    message = _("Yalnızca gelen para bir cari hesaba yazılabilir.")


class WrongBuyer(DomainError):
    """The current account is not one of this seller's buyers."""

    code = "wrong_buyer"
    status = 422
    message = _("Seçilen cari hesap bu satıcının alıcısı değil.")


class StatementRefused(DomainError):
    """The file is no statement that we can read; `reason` says why."""

    code = "statement_refused"
    status = 422
    message = _("Dosya okunamadı: %(reason)s")


class StatementSeenBefore(DomainError):
    """The very same file was uploaded for this bank account before."""

    code = "statement_seen_before"
    status = 409
    message = _("Bu dosya daha önce yüklenmiş.")


class ProfileUnknown(DomainError):
    """No CSV profile of this name, or one that does not say what it must."""

    code = "csv_profile_unknown"
    status = 422
    message = _("CSV biçimi tanınmıyor.")


class SignatureWrong(DomainError):
    """A call with a missing, wrong or too old signature."""

    code = "signature_wrong"
    status = 401
    message = _("İmza geçersiz veya zamanı geçmiş.")


class MessageUnreadable(DomainError):
    """A signed call whose body is not what the contract says."""

    code = "message_unreadable"
    status = 422
    message = _("Bildirim okunamadı: %(reason)s")


class NoticeNotOpen(DomainError):
    """The transfer notice was answered before."""

    code = "notice_not_open"
    status = 409
    message = _("Bu bildirim daha önce sonuçlanmış.")


class ReceiptRefused(DomainError):
    """The receipt is not a PDF or a picture, or is too big."""

    code = "receipt_refused"
    status = 422
    message = _("Dekont PDF, PNG veya JPEG olmalı ve 2 MB'ı geçmemeli.")


class NoBankAccount(DomainError):
    """The seller shows no bank account for this currency."""

    code = "no_bank_account"
    status = 409
    message = _("Satıcının bu para biriminde banka hesabı yok.")


class FeedUnavailable(DomainError):
    """The bank's feed did not answer, or not in its contract."""

    code = "feed_unavailable"
    status = 503
    message = _("Bankadan hareketler alınamadı: %(detail)s")


class FeedAddressRefused(DomainError):
    """Outside sandbox mode a feed is only asked over https."""

    code = "feed_address_refused"
    status = 422
    message = _("Banka adresi https ile başlamalı.")
