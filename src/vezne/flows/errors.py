"""Why an operation over several packages says no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError


class AdminMissing(DomainError):
    """An account that gets a desk needs somebody who can sign in to it."""

    code = "admin_missing"
    status = 422
    message = _("Bu hesabın yöneticisi yok; ilk yöneticisini de girin.")


class JobWaitsAlready(DomainError):
    """The same work is in the queue already."""

    code = "job_waits_already"
    status = 409
    message = _("Aynı iş zaten sırada bekliyor.")


class NoticeTooEarly(DomainError):
    """The seller's own time to find a transfer is not over."""

    code = "transfer_notice_too_early"
    status = 409
    message = _("Havaleniz %(at)s anına kadar görünmezse bildirebilirsiniz.")


class UsersByRequest(DomainError):
    """A seller keeps the adding and removing of its buyers' users to itself."""

    code = "users_by_request"
    status = 409
    message = _("Kullanıcılar %(brand)s tarafından, başvuruyla eklenir ve çıkarılır.")


class PersonNotMade(DomainError):
    """Name, address or phone is somebody's already; which of them is not said."""

    code = "person_not_made"
    status = 409
    message = _("Bu bilgilerle kullanıcı oluşturulamadı. Kişiyi e-postasıyla davet edin.")


class NoPhoneForCode(DomainError):
    """The person has no mobile phone that a code could go to."""

    code = "no_phone_for_code"
    status = 409
    message = _("Bu kullanıcının kayıtlı cep telefonu yok; kod gönderilemez.")


class IdentityMissing(DomainError):
    """The seller sells this only to buyers whose identity it has checked."""

    code = "identity_missing"
    status = 403
    message = _("Bu hizmet için kimliğinizin doğrulanmış olması gerekir.")


class TooManyFiles(DomainError):
    """A message carries few files."""

    code = "too_many_files"
    status = 422
    message = _("Bir mesaja en çok %(most)s dosya ekleyebilirsiniz.")


class OthersConcerned(DomainError):
    """An account that buys from several sellers is changed by one on its own people's word only."""

    code = "others_concerned"
    status = 409
    message = _(
        "Bu hesap başka satıcılardan da alıyor; bu değişikliği hesabın kendi Admin'i panelden"
        " başvurarak istemeli."
    )


class TradeClosed(DomainError):
    """The buyer's account at this seller was closed; only the seller opens it again."""

    code = "trade_closed"
    status = 403
    message = _("Hesap bu satıcıda kapatıldı; yeni sipariş verilemez. Satıcı yeniden açabilir.")


class TransferSumChanged(DomainError):
    """Something of the invoice was paid or taken back since a member saw what is owed."""

    code = "transfer_sum_changed"
    status = 409
    message = _("Bu talebin kalan tutarı değişti. Yeni tutarı görüp yeniden deneyin.")


class AccountNotSettled(DomainError):
    """An account is cancelled when nothing is owed and nothing lies in its balance."""

    code = "account_not_settled"
    status = 409
    message = _("Ödenmemiş borç ya da kullanılmamış bakiye varken hesap iptal edilemez.")


class PersonUnreachable(DomainError):
    """A new user is reached by e-mail or by a mobile phone."""

    code = "person_unreachable"
    status = 422
    message = _("Kişinin e-postasını ya da cep telefonunu yazın; parolasını bununla belirler.")


class MemberGone(DomainError):
    """The user is no longer a member of the account."""

    code = "member_gone"
    status = 409
    message = _("Bu kullanıcı artık hesabın üyesi değil.")
