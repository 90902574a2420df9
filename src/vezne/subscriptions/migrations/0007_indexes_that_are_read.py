"""Only indexes that something reads: a renewal moves the row, and writes them all.

Seller and buyer of a subscription are found through the composite indexes; in its periods, blocks
and time line they are copies of it, as in invoice lines, and are not checked once more.
"""

from typing import Any

from django.db import migrations, models
from django.db.models.deletion import PROTECT


def foreign_key(to: str, **options: Any) -> Any:
    """A protected key that has no index of its own."""
    options = {"related_name": "+", **options}
    return models.ForeignKey(to=to, on_delete=PROTECT, db_index=False, **options)


SUBSCRIPTION = {
    "seller": foreign_key("accounts.account"),
    "buyer": foreign_key("accounts.account"),
    "current_account": foreign_key("ledger.currentaccount"),
    "platform": foreign_key("catalog.platform"),
    "product": foreign_key("catalog.product"),
    "plan": foreign_key("catalog.plan"),
    "version": foreign_key("catalog.planversion"),
    "next_version": foreign_key("catalog.planversion", null=True),
}


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0006_entitlement_answer")]
    operations = [
        *(
            migrations.AlterField("subscription", name, field)
            for name, field in SUBSCRIPTION.items()
        ),
        *(
            migrations.AlterField(model, name, foreign_key("accounts.account", db_constraint=False))
            for model in ("period", "block", "timelineentry")
            for name in ("seller", "buyer")
        ),
        *(
            migrations.AlterField("remindersent", name, foreign_key("accounts.account"))
            for name in ("seller", "buyer")
        ),
        migrations.AlterField("period", "version", foreign_key("catalog.planversion")),
        migrations.AlterField(
            "timelineentry",
            "subscription",
            foreign_key("subscriptions.subscription", related_name="timeline"),
        ),
    ]
