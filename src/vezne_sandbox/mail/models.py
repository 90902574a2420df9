"""What the mail server took."""

from django.db import models


class Mail(models.Model):
    """One message as it came, and what a reader needs of it."""

    message_id = models.CharField(max_length=300, blank=True)
    sender = models.CharField(max_length=300)  # the header From, decoded
    recipients = models.TextField()  # the envelope's, separated by commas
    subject = models.TextField(blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    attachments = models.JSONField(default=list)  # file names
    raw = models.BinaryField()
    received_at = models.DateTimeField()  # by the panel's clock

    class Meta:
        db_table = "mail_message"


class MailRecipient(models.Model):
    """One address that a message was for."""

    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=300, db_index=True)  # lower case

    class Meta:
        db_table = "mail_recipient"
