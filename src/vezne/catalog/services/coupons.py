"""Coupons: made and changed by the desk, spent by buyers under a lock.

A buyer's scope may not write the seller's rows; spending and giving back therefore take the wider
role, and name the buyer themselves.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vezne.catalog.coupons import WHOLE_BP, discount_for, normal_code
from vezne.catalog.errors import CouponAlreadySpent, CouponCodeTaken
from vezne.catalog.models import Coupon, CouponKind, CouponUse, Product
from vezne.catalog.queries import has_used, rule_of
from vezne.catalog.services.terms import copy_terms, locked, log, refuse_unless
from vezne.catalog.types import CouponTerms, Purchase
from vezne.core.audit import Actor
from vezne.core.errors import NotFound
from vezne.core.money import CURRENCIES
from vezne.core.scope import acting_as_system

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{2,39}", re.ASCII)


@transaction.atomic
def coupon_add(*, seller_id: int, terms: CouponTerms, actor: Actor, now: datetime) -> Coupon:
    """Make a coupon. Raises: CouponCodeTaken, TermsNotAllowed, NotFound (its product)."""
    terms = _checked(seller_id, terms)
    if Coupon.objects.filter(seller_id=seller_id, code=terms.code).exists():
        raise CouponCodeTaken
    row = Coupon(seller_id=seller_id)
    copy_terms(row, terms)
    row.save(force_insert=True)
    log(row, "coupon.added", actor, now, {"code": row.code, "value": row.value})
    return row


@transaction.atomic
def coupon_change(*, coupon_id: int, terms: CouponTerms, actor: Actor, now: datetime) -> Coupon:
    """Change a coupon; once spent, what it gives stays and its limit stays above its uses.

    Raises: NotFound, CouponCodeTaken, CouponAlreadySpent, TermsNotAllowed.
    """
    row = locked(Coupon.objects.all(), coupon_id)
    terms = _checked(row.seller_id, terms)
    taken = Coupon.objects.filter(seller_id=row.seller_id, code=terms.code).exclude(pk=row.pk)
    if taken.exists():
        raise CouponCodeTaken
    is_same_gift = (row.kind, row.value, row.currency) == (terms.kind, terms.value, terms.currency)
    is_below_uses = terms.max_uses is not None and terms.max_uses < row.used_count
    if row.used_count and (not is_same_gift or is_below_uses):
        raise CouponAlreadySpent
    changed = copy_terms(row, terms)
    if changed:
        row.save(update_fields=list(changed))
        log(row, "coupon.changed", actor, now, changed)
    return row


def _checked(seller_id: int, terms: CouponTerms) -> CouponTerms:
    terms = replace(terms, code=normal_code(terms.code))
    refuse_unless(bool(CODE.fullmatch(terms.code)), _("kod en az 3 harf ya da rakam olmalı"))
    refuse_unless(terms.kind in CouponKind.values, _("kupon türü geçersiz"))
    refuse_unless(terms.value > 0, _("indirim sıfırdan büyük olmalı"))
    if terms.kind == CouponKind.PERCENT:
        refuse_unless(terms.value <= WHOLE_BP, _("indirim yüzde 100'ü geçemez"))
        terms = replace(terms, currency="")
    else:
        refuse_unless(terms.currency in CURRENCIES, _("para birimi tanınmıyor"))
    refuse_unless(terms.max_uses is None or terms.max_uses > 0, _("kullanım sayısı geçersiz"))
    refuse_unless(
        terms.ends_at is None or terms.ends_at > terms.starts_at, _("bitiş başlangıçtan önce")
    )
    product_id = terms.product_id
    if product_id and not Product.objects.filter(pk=product_id, seller_id=seller_id).exists():
        raise NotFound
    return terms


@transaction.atomic
def coupon_redeem(
    *, coupon_id: int, buyer_id: int, subject: str, purchase: Purchase, now: datetime
) -> CouponUse:
    """Spend one use of a coupon on an invoice (`subject`, its public id); the last use goes once.

    Idempotent: the same coupon on the same invoice gives the use that is there. The rules are
    asked again under the lock. Raises: NotFound, CouponRefused.
    """
    with acting_as_system("coupon"):
        coupon = locked(Coupon.objects.all(), coupon_id)
        spent = CouponUse.objects.filter(coupon=coupon, subject=subject, released_at=None).first()
        if spent is not None:
            return spent
        used = has_used(coupon.pk, buyer_id)
        discount = discount_for(rule_of(coupon), purchase, has_used_before=used, now=now)
        coupon.used_count += 1
        coupon.save(update_fields=["used_count"])
        return CouponUse.objects.create(
            seller_id=coupon.seller_id,
            buyer_id=buyer_id,
            coupon=coupon,
            subject=subject,
            discount_minor=discount,
            currency=purchase.currency,
            used_at=now,
        )


@transaction.atomic
def coupon_move(*, subject: str, to_subject: str) -> None:
    """The use on an invoice goes on with the one that takes its place."""
    with acting_as_system("coupon"):
        CouponUse.objects.filter(subject=subject, released_at=None).update(subject=to_subject)


@transaction.atomic
def coupon_release(*, subject: str, now: datetime) -> CouponUse | None:
    """Give back the use on an invoice (taken off, or voided); None when there is none."""
    with acting_as_system("coupon"):
        use = CouponUse.objects.filter(subject=subject, released_at=None).first()
        if use is None:
            return None
        coupon = locked(Coupon.objects.all(), use.coupon_id)
        freed = CouponUse.objects.filter(pk=use.pk, released_at=None).update(released_at=now)
        if not freed:  # somebody else gave it back while we waited for the lock
            return None
        coupon.used_count -= 1
        coupon.save(update_fields=["used_count"])
        use.released_at = now
        return use
