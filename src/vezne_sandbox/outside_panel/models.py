"""What the panel is configured with, and the last answer about each of its firms."""

from typing import Any

from django.db import models


class Configuration(models.Model):
    """Which Vezne sells for this panel. One row, or none yet."""

    vezne_url = models.CharField(max_length=200)  # origin only
    api_key = models.CharField(max_length=200)
    brand = models.CharField(max_length=80)  # as the button calls the other panel
    key = models.CharField(max_length=60)  # the entitlement that the module needs
    unit = models.CharField(max_length=16)  # what a sending spends
    accounts = models.JSONField(default=list)  # [{"id": public id, "name", "user": who opens it}]

    class Meta:
        db_table = "outside_panel_configuration"

    def find_account(self, account_id: str) -> dict[str, Any] | None:
        """A firm of this panel."""
        return next((one for one in self.accounts if one["id"] == account_id), None)


class LastAnswer(models.Model):
    """What Vezne said last about a firm; counts until ``until`` while Vezne does not answer."""

    account = models.CharField(max_length=60)
    key = models.CharField(max_length=60)
    body = models.JSONField()  # the API's answer as it came
    asked_at = models.DateTimeField()  # on the installation's clock

    class Meta:
        db_table = "outside_panel_last_answer"
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="one_last_answer"),
        ]
