"""Accounts of the gateway and messages on phones."""

from django.db import models


class NetgsmAccount(models.Model):
    """A subscriber of the gateway."""

    usercode = models.CharField(max_length=60, unique=True)
    password = models.CharField(max_length=100)
    headers = models.JSONField(default=list)  # allowed sender names; empty list = any

    class Meta:
        db_table = "sms_netgsm_account"


class Sms(models.Model):
    """One message on one phone."""

    phone = models.CharField(max_length=10, db_index=True)  # the last ten digits
    number = models.CharField(max_length=20)  # as the sender wrote it
    sender = models.CharField(max_length=40)
    text = models.TextField()
    code = models.CharField(max_length=10, blank=True)  # the first 4–8 digit run of the text
    job_id = models.CharField(max_length=40, blank=True, db_index=True)  # empty = not by Netgsm
    reference_id = models.CharField(max_length=60, blank=True)
    status = models.PositiveSmallIntegerField(default=1)  # Netgsm's: 0 waits, 1 arrived, …
    iys_filter = models.CharField(max_length=2, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        db_table = "sms_message"
