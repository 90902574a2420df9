"""Who may what, readable: each line's role is read from the page that does it.

The tests of access read the same declarations (`web.access`), so this cannot say anything else than
what happens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import Role
from vezne.accounts.people import Ability
from vezne.web.access import PageFace, access_of
from vezne.web.desk import (
    accounts,
    approvals,
    bank_queue,
    coupons,
    entries,
    offers,
    payment,
    payouts,
    settings,
    subscription,
)
from vezne.web.panel import addresses, cards, changes, current_accounts, packages, services, wallet
from vezne.web.panel import documents as panel_documents
from vezne.web.pay import views as pay

Line = tuple[str | Promise, Callable[..., Any]]

PANEL: tuple[Line, ...] = (
    (_("Hizmetleri, ödemeleri ve cari hesabı görmek"), services.services),
    (_("Belgeleri indirmek"), panel_documents.documents),
    (_("Paket ve kontör satın almak, ödemek"), packages.buy_plan),
    (_("Ödeme bağlantısı göndermek"), pay.link),
    (_("Paketi değiştirmek, iptal etmek"), changes.service_change),
    (_("Fatura adreslerini ve kartları düzenlemek"), addresses.address_new),
    (_("Kartın kendiliğinden çekilmesini açıp kapatmak"), cards.card_renewal),
    (_("Bakiye yüklemek"), wallet.wallet_load),
    (_("Bakiyeden para çekmek"), wallet.payout_new),
    (_("Bakiyenin kendiliğinden kullanılmasını seçmek"), current_accounts.wallet_switch),
)
DESK: tuple[Line, ...] = (
    (_("Hesapları, abonelikleri ve ödemeleri görmek"), accounts.accounts),
    (_("Hesap açmak, alıcı adına sipariş vermek"), accounts.account_new),
    (_("Siparişleri onaylamak ve reddetmek"), approvals.order_approve),
    (_("Banka hareketlerini bir hesaba yazmak"), bank_queue.assign),
    (_("Hizmet durdurmak ve açmak"), subscription.subscription_block),
    (_("Hizmeti sona erdirmek"), subscription.subscription_end),
    (_("İade etmek"), payment.payment_refund),
    (_("Elle kayıt yapmak ve onaylamak"), entries.entry_yes),
    (_("Para çekme isteklerini onaylamak"), payouts.payout_yes),
    (_("Fiyatları ve paketleri değiştirmek"), offers.plan_price),
    (_("Kupon vermek"), coupons.coupon_new),
    (_("Marka, banka, ödeme kuruluşu ve API ayarları"), settings.settings),
)


def abilities(face: PageFace, own: tuple[Line, ...]) -> list[Ability]:
    """The lines of a face, then those of this package (`own`), each with its lowest role."""
    lines = (*(DESK if face == "desk" else PANEL), *own)
    return [Ability(words, _role(view)) for words, view in lines]


def _role(view: Callable[..., Any]) -> str:
    access = access_of(view)
    if access is None:
        raise TypeError(f"{view} does not declare who may open it")
    return access.role or Role.VIEWER.value
