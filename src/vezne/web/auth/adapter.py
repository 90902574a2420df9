"""What allauth asks the installation: is sign-up open, what the errors say, which steps follow."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import User
from vezne.flows.sign_in_mail import sign_in_mail_send

_MISMATCH = _("Bilgiler eşleşmedi. Girdiğiniz adı ve şifreyi kontrol edin.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's adapter with closed sign-up and one sentence for every wrong sign-in."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Bu kullanıcı kapatılmış."),
        "email_password_mismatch": _MISMATCH,
        "phone_password_mismatch": _MISMATCH,
        "username_password_mismatch": _MISMATCH,
        "invalid_login": _MISMATCH,
        "enter_current_password": _("Şu anki şifrenizi yazın."),
        "incorrect_password": _("Şifre doğru değil."),
        "incorrect_code": _("Kod doğru değil."),
        "invalid_or_expired_key": _("Bağlantı geçersiz ya da süresi dolmuş."),
        "invalid_password_reset": _("Şifre sıfırlama bağlantısı geçersiz."),
        "too_many_login_attempts": _(
            "Çok sayıda hatalı deneme yapıldı. Lütfen bir süre sonra yeniden deneyin."
        ),
        "rate_limited": _("Çok sık denediniz. Lütfen biraz bekleyin."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Users are made by staff and invitations; public sign-up is closed."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the words of the catalogue of messages, where both languages are seen."""
        sign_in_mail_send(template=template_prefix, email=email, told=context)

    def get_login_stages(self) -> list[str]:
        """allauth's steps, but nobody without an e-mail address waits for its confirmation."""
        theirs = "allauth.account.stages.EmailVerificationStage"
        ours = "vezne.web.auth.stages.EmailVerificationStage"
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]

    def set_password(self, user: User, password: str) -> None:
        """The person's own choice: what somebody else had chosen is over."""
        user.must_change_password = False
        super().set_password(user, password)
