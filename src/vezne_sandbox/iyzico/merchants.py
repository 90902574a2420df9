"""Shops are made from the environment at start, or by a PUT while it runs."""

from decimal import Decimal

from django.conf import settings

from vezne_sandbox.iyzico.models import Merchant


def merchant_put(
    api_key: str,
    *,
    secret_key: str,
    merchant_id: str,
    webhook_url: str,
    is_mit_allowed: bool = True,
    review_from: Decimal | None = None,
) -> Merchant:
    """Make or change a shop."""
    merchant, _ = Merchant.objects.update_or_create(
        api_key=api_key,
        defaults={
            "secret_key": secret_key,
            "merchant_id": merchant_id,
            "webhook_url": webhook_url,
            "is_mit_allowed": is_mit_allowed,
            "review_from": review_from,
        },
    )
    return merchant


def merchants_from_settings() -> None:
    """Make the shops that the environment names."""
    for given in settings.SANDBOX_MERCHANTS:
        merchant_put(
            given["apiKey"],
            secret_key=given["secretKey"],
            merchant_id=str(given["merchantId"]),
            webhook_url=given.get("webhookUrl", ""),
        )
