"""A bank movement in words: why it stands where it stands, and its personal numbers masked."""

from __future__ import annotations

import re
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vezne.banking.matching.references import IBAN, TAX_ID, clean_iban, clean_tax_id
from vezne.banking.models import MatchingRules, Movement
from vezne.banking.queries.lists import REASON_WORDS
from vezne.banking.types import MovementKind, MovementState, PayerPolicy, Tier

TCKN_DIGITS = 11
DOTS = "••••"

TIER_WORDS: dict[str, str | Promise] = {
    Tier.REFERENCE_EXACT: gettext_lazy(
        "Açıklamada hesabın kodu yazılı ve tutar açık bir ödemeye tam uyuyor."
    ),
    Tier.REFERENCE: gettext_lazy(
        "Açıklamada hesabın kodu yazılı; tutar en eski ödemeden başlayarak sayıldı."
    ),
    Tier.IBAN: gettext_lazy("Gönderen IBAN daha önce bir personelin onayıyla bu hesaba bağlandı."),
    Tier.TAX_ID: gettext_lazy("Gönderenin vergi veya kimlik numarası bu hesabın."),
    Tier.PHONE: gettext_lazy(
        "Açıklamadaki telefon yalnızca bu hesabın kullanıcısının giriş telefonu."
    ),
    Tier.STAFF: gettext_lazy("Bir personel eliyle yazdı."),
}
KIND_WORDS: dict[str, str | Promise] = {
    MovementKind.DEBIT: gettext_lazy("Hesaptan para çıkışı; geçici hesaba kaydedildi."),
    MovementKind.FEE: gettext_lazy("Banka masrafı olarak kaydedildi."),
    MovementKind.OWN: gettext_lazy("Kendi hesaplarınız arasında; geçici hesaba kaydedildi."),
    MovementKind.PAYOUT: gettext_lazy("Kart kuruluşunun ödemesi; kart tahsilatından düşüldü."),
    MovementKind.REVERSAL: gettext_lazy("Bankanın geri aldığı bir hareketin karşı kaydı."),
}
STATE_WORDS: dict[str, str | Promise] = {
    MovementState.PENDING: gettext_lazy("Banka duyurdu, henüz kesinleştirmedi; kayıt yapılmadı."),
    MovementState.RECEIVED: gettext_lazy("Kime ait olduğuna bakılıyor."),
    MovementState.RETURNED: gettext_lazy(
        "Gönderene iade edilecek; bankadan çıkış satırı gelince kapanır."
    ),
    MovementState.IGNORED: gettext_lazy("Müşteri parası olmadığı işaretlendi."),
    MovementState.REVERSED: gettext_lazy("Banka bu hareketi sonradan geri aldı."),
}


def why(movement: Movement) -> str:
    """Why the movement stands where it stands, in a sentence."""
    if movement.state == MovementState.UNMATCHED:
        return str(REASON_WORDS.get(movement.reason, REASON_WORDS["no_clue"]))
    if movement.state in STATE_WORDS:
        return str(STATE_WORDS[movement.state])
    if movement.kind in KIND_WORDS:
        return str(KIND_WORDS[movement.kind])
    return str(TIER_WORDS.get(movement.tier, ""))


def masked(text: str) -> str:
    """A bank's words without whole IBANs and without a person's identity number."""
    if not any(c.isdigit() for c in text):
        return text
    text = IBAN.sub(_iban, text)
    return TAX_ID.sub(_tckn, text)


def _iban(match: re.Match[str]) -> str:
    found = clean_iban(match[0])
    return f"TR{DOTS}{found[-4:]}" if found else match[0]


def _tckn(match: re.Match[str]) -> str:
    digits = match[0]
    is_personal = len(digits) == TCKN_DIGITS and clean_tax_id(digits)
    return DOTS + digits[-4:] if is_personal else digits


def sender_words(movement: Movement) -> str:
    """The other side's account: the bank's code is nobody's secret, the number is."""
    return f"TR{DOTS} {movement.iban_tail}" if movement.iban_tail else ""


def what_is_known(movement: Movement, tax_id: str = "") -> str:
    """By what the payer could be learned: `IBAN •••• 7890, VKN/TCKN`; empty: by nothing."""
    found: list[Any] = []
    if movement.iban_tail:
        found.append(f"IBAN {DOTS} {movement.iban_tail}")
    if movement.tax_id_index:
        found.append(f"VKN/TCKN {tax_id}".strip() if tax_id else "VKN/TCKN")
    return ", ".join(found)


def learning_words(movement: Movement, rules: MatchingRules) -> str:
    """What a ticked box will do from now on; empty where there is nothing to learn."""
    known = what_is_known(movement)
    if not known:
        return ""
    by_iban, by_tax_id = bool(movement.iban_tail), bool(movement.tax_id_index)
    policies = {rules.iban_policy} if by_iban else set()
    policies |= {rules.tax_id_policy} if by_tax_id and not by_iban else set()
    sentences = {
        PayerPolicy.ALWAYS: _(
            "%(known)s seçtiğiniz hesaba bağlanır: sonraki havaleleri kendiliğinden bu hesaba"
            " geçer."
        ),
        PayerPolicy.EXACT: _(
            "%(known)s seçtiğiniz hesaba bağlanır: tutarı açık ödemelerine uyan sonraki"
            " havaleleri kendiliğinden bu hesaba geçer."
        ),
        PayerPolicy.OFF: _(
            "%(known)s seçtiğiniz hesaba bağlanır: sonraki havalelerinde bu hesap önerilir"
            " (kurallarınızda otomatik işleme kapalı)."
        ),
    }
    return sentences[PayerPolicy(policies.pop())] % {"known": known}
