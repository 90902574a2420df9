"""Django's rules for passwords, said in our words; which words are too common: `passwords`."""

from __future__ import annotations

from django.contrib.auth import password_validation as django_rules
from django.utils.translation import gettext as _


class LongEnough(django_rules.MinimumLengthValidator):
    """At least so many characters."""

    def get_error_message(self) -> str:
        """What to type instead."""
        return _("Çok kısa; en az %(count)d karakter yazın.") % {"count": self.min_length}


class NotOnlyDigits(django_rules.NumericPasswordValidator):
    """Something beside digits."""

    def get_error_message(self) -> str:
        """What is missing."""
        return _("Yalnız rakamdan oluşamaz; harf de ekleyin.")


class UnlikeThePerson(django_rules.UserAttributeSimilarityValidator):
    """Not what others know of the person."""

    def get_error_message(self) -> str:
        """Whose resemblance it is, without the name of a column."""
        return _("Adınıza, kullanıcı adınıza ya da e-postanıza çok benziyor.")
