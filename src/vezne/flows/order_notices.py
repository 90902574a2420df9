"""An order waits for the seller's word: what its people are told of it, and what the buyer is."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from vezne.accounts.queries import admins_of, get_account
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.core.wording import money_words
from vezne.flows.notices import order_words, tell, voice_of
from vezne.notify.kinds import Group, MessageKind
from vezne.notify.services import notify
from vezne.orders.models import Order

DESK_PATH = "/yonetim/onaylar/"
TO_APPROVE = MessageKind(
    key="order.to_approve",
    group=Group.WORK,
    title=_("%(buyer)s siparişi onayınızı bekliyor"),
    paragraphs=(
        _("%(buyer)s, %(service)s (%(plan)s) sipariş etti. Tutar: %(amount)s + KDV."),
        _("Onayladığınızda hizmet açılır; reddederseniz ödenen tutar alıcının bakiyesine geçer."),
    ),
    action=_("Onaylara git"),
    is_urgent=True,
    sample={
        "buyer": "Çınar Mobilya",
        "service": "Sanal Sunucu",
        "plan": "Aylık",
        "amount": "499,00\u00a0₺",
    },
)
FREE_REJECTED = MessageKind(
    key="order.free_rejected",
    title=_("%(plan)s siparişiniz onaylanmadı"),
    paragraphs=(
        _("%(service)s (%(plan)s) siparişiniz onaylanmadı: %(reason)s."),
        _("Bu sipariş için sizden ücret alınmadı."),
    ),
    action=_("Siparişlerime git"),
    is_legal=True,
    sample={"service": "Alan Adı", "plan": "Ücretsiz", "reason": "Bilgileriniz eksik"},
)
ALL = (TO_APPROVE, FREE_REJECTED)
"""What `config` registers at start."""


def tell_waiting(order: Order, *, now: datetime) -> None:
    """Tell the buyer and the seller's Admins that an order waits; what was ordered is at hand."""
    tell(
        kind_key="order.awaiting_approval",
        seller_id=order.seller_id,
        buyer_id=order.buyer_id,
        words=order_words(order),
        path="/siparislerim/",
        subject=order.public_id,
        now=now,
    )
    with acting_as_system("flows: order notices"):
        notify(
            kind_key=TO_APPROVE.key,
            account_id=order.seller_id,
            recipients=admins_of(order.seller_id),
            voice=voice_of(order.seller_id),
            context={
                "buyer": get_account(order.buyer_id).name,
                "amount": money_words(Money(order.price_minor, order.currency)),
                **order_words(order),
            },
            path=DESK_PATH,
            subject=order.public_id,
            now=now,
        )
