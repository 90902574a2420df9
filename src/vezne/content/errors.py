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


class NothingWritten(DomainError):
    """What is read has a Turkish title and Turkish words; English has both or neither."""

    code = "content_empty"
    status = 422
    message = _("Türkçe başlık ve metin gerekir; İngilizcesi yazılırsa o da başlık ve metin ister.")


class TextTooLong(DomainError):
    """No page is that long."""

    code = "content_too_long"
    status = 422
    message = _("Metin en çok %(letters)s harf olabilir.")


class AudienceUnclear(DomainError):
    """The audience names a platform, a service or an account of the seller's, or everybody."""

    code = "announcement_audience"
    status = 422
    message = _("Duyurunun kime gösterileceğini seçin.")


class PeriodBackwards(DomainError):
    """It would end before it begins."""

    code = "announcement_period"
    status = 422
    message = _("Bitiş, başlangıçtan sonra olmalı.")


class TopicInUse(DomainError):
    """Questions stand below the heading."""

    code = "topic_in_use"
    status = 409
    message = _("Bu başlığın altında sorular var; önce onları taşıyın.")


class TopicTaken(DomainError):
    """A heading stands once."""

    code = "topic_taken"
    status = 409
    message = _("Bu başlık zaten var.")


class PictureRefused(DomainError):
    """The file is no picture that browsers show, or too wide."""

    code = "picture_refused"
    status = 422
    message = _("Yalnız PNG veya JPEG, en çok 5 MB ve 6.000 nokta genişliğinde.")
