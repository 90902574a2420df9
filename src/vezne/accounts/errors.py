"""What accounts refuse, each with its words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError, NotAllowed


class InvalidIdentifier(DomainError):
    """A number that identifies somebody is written wrongly; the parent of the next five."""

    code = "invalid_identifier"
    status = 422


class InvalidVkn(InvalidIdentifier):
    """Ten digits whose check digit is wrong, or not ten digits."""

    code = "invalid_vkn"
    message = _("Vergi kimlik numarası geçersiz. 10 haneli numarayı kontrol edin.")


class InvalidTckn(InvalidIdentifier):
    """Eleven digits whose check digits are wrong, or not eleven digits."""

    code = "invalid_tckn"
    message = _("T.C. kimlik numarası geçersiz. 11 haneli numarayı kontrol edin.")


class InvalidTaxId(InvalidIdentifier):
    """Neither ten nor eleven digits."""

    code = "invalid_tax_id"
    message = _("VKN 10, T.C. kimlik numarası 11 haneli olmalıdır.")


class InvalidIban(InvalidIdentifier):
    """Not a Turkish IBAN, or its check digits are wrong."""

    code = "invalid_iban"
    message = _("IBAN geçersiz. TR ile başlayan 26 haneli numarayı kontrol edin.")


class InvalidPhone(InvalidIdentifier):
    """No valid telephone number."""

    code = "invalid_phone"
    message = _("Telefon numarası geçersiz. Örnek: 0541 123 45 67.")


class InvalidUsername(DomainError):
    """A user name begins with a letter and has no sign that an e-mail or a phone has."""

    code = "invalid_username"
    status = 422
    message = _(
        "Kullanıcı adı bir harfle başlamalı; en az 3 küçük harf, rakam, nokta, tire içerebilir."
    )


class UsernameTaken(DomainError):
    """Another user has this name."""

    code = "username_taken"
    status = 409
    message = _("Bu kullanıcı adı kullanılıyor.")


class EmailTaken(DomainError):
    """Another user has this e-mail address."""

    code = "email_taken"
    status = 409
    message = _("Bu e-posta adresiyle kayıtlı bir kullanıcı var.")


class PhoneTaken(DomainError):
    """Another user has this telephone number."""

    code = "phone_taken"
    status = 409
    message = _("Bu telefon numarasıyla kayıtlı bir kullanıcı var.")


class WeakPassword(DomainError):
    """The password is short, common or like the person's name; `reasons` says which."""

    code = "weak_password"
    status = 422
    message = "%(reasons)s"


class InvitationUnusable(NotAllowed):
    """Used, late, taken back, somebody else's, or never written; one answer for all."""

    code = "invitation_unusable"
    message = _("Bu davetin süresi doldu ya da davet daha önce kullanıldı.")


class AlreadyMember(DomainError):
    """The user is a member of the account already."""

    code = "already_member"
    status = 409
    message = _("Bu kullanıcı zaten hesabın üyesi.")


class LastAdmin(DomainError):
    """An account keeps at least one Admin."""

    code = "last_admin"
    status = 409
    message = _("Hesapta en az bir Admin kalmalıdır.")


class AlreadySeller(DomainError):
    """The account has a desk already."""

    code = "already_seller"
    status = 409
    message = _("Bu hesap zaten satıcı.")


class SlugTaken(DomainError):
    """Another seller has this name in its address."""

    code = "slug_taken"
    status = 409
    message = _("Bu adres adı başka bir satıcının.")


class InvalidKeyScope(DomainError):
    """A scope of an API key is `noun:read` or `noun:write`."""

    code = "invalid_key_scope"
    status = 422
    message = _("API anahtarı yetkisi geçersiz: %(scope)s")


class InvalidOrigin(DomainError):
    """A return address is allow-listed by its origin: https, or http on this machine."""

    code = "invalid_origin"
    status = 422
    message = _("Dönüş adresi kaynağı geçersiz: %(origin)s")


class PortalTargetRefused(DomainError):
    """A link from outside may lead to some pages only."""

    code = "portal_target_refused"
    status = 422
    message = _("Bu sayfaya dışarıdan bağlantı verilemez.")


class ReturnOriginRefused(DomainError):
    """The return address is not on the key's allow-list."""

    code = "return_origin_refused"
    status = 422
    message = _("Dönüş adresi bu API anahtarının izin listesinde değil.")


class PortalUserUnknown(DomainError):
    """The account has no such member, or none at all."""

    code = "portal_user_unknown"
    status = 404
    message = _("Bu hesapta oturum açılabilecek bir kullanıcı yok.")


class PortalLinkUnusable(NotAllowed):
    """The link was used, is older than a minute, or never existed; one answer for all three."""

    code = "portal_link_unusable"
    message = _("Bu bağlantının süresi doldu ya da bağlantı daha önce kullanıldı.")


class CodeWrong(DomainError):
    """Wrong, late, used, or wrong too often; one answer for all."""

    code = "code_wrong"
    status = 422
    message = _("Kod doğru değil ya da süresi doldu. Yeni bir kod isteyebilirsiniz.")


class SignUpOver(NotAllowed):
    """The sign-up is finished, late, or never was."""

    code = "sign_up_over"
    message = _("Bu kaydın süresi doldu. Kaydınızı yeniden başlatın.")
