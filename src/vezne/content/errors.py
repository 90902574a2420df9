"""Why content says no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError


class UnknownPlace(DomainError):
    """The text has a place in braces that nobody fills."""

    code = "text_unknown_place"
    status = 422
    message = _("Metinde tanınmayan bir alan var: {%(place)s}")


class TextEmpty(DomainError):
    """A published text has a title and Turkish words."""

    code = "text_empty"
    status = 422
    message = _("Başlık ve Türkçe metin boş olamaz.")


class PlaceNotFilled(DomainError):
    """A sale does not say what a place of the text stands for."""

    code = "text_place_not_filled"
    status = 422
    message = _("Sözleşme metnindeki bir alanın bilgisi eksik: {%(place)s}")


class ContactNotAllowed(DomainError):
    """The contact is not of its kind: an e-mail address, a phone number, a web address."""

    code = "contact_not_allowed"
    status = 422
    message = _("İletişim bilgisi seçilen türe uymuyor.")


class ForeignText(DomainError):
    """The text belongs to another seller than the one that sells."""

    code = "text_foreign"
    status = 409
    message = _("Bu metin bu satıcıya ait değil.")
