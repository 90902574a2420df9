"""The guide of a product in the mail that says it is ready."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from vezne.content.queries import guides_about
from vezne.orders.models import Order


def guide_line(order: Order) -> str:
    """Title and address of the first guide about what was ordered; empty where there is none."""
    if order.plan_version is not None:
        return guide_of(order.plan_version.plan.product_id)
    return guide_of(order.pack_version.pack.product_id) if order.pack_version is not None else ""


def guide_of(product_id: int) -> str:
    """The same for a product."""
    guides = guides_about(product_id)
    if not guides:
        return ""
    path = reverse("web:guide", args=[guides[0].public_id])
    return f"{guides[0].title_tr}: {settings.VEZNE_WEB_URL.rstrip('/')}{path}"
