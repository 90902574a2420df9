"""Empties the world between tests."""

from django.db import connection

from vezne_sandbox.bank.models import Account, Movement, Notice
from vezne_sandbox.cardbank.models import Challenge, ProviderNotice
from vezne_sandbox.iyzico.models import (
    CardUser,
    CheckoutForm,
    Payment,
    PaymentItem,
    Reversal,
    StoredCard,
    WebhookDelivery,
)
from vezne_sandbox.mail.models import Mail, MailRecipient
from vezne_sandbox.nestpay.models import Transaction, Visit
from vezne_sandbox.nilvera.models import Document, Purchase, Series, Taxpayer
from vezne_sandbox.outside_panel.models import LastAnswer
from vezne_sandbox.paytr import models as paytr
from vezne_sandbox.sms.models import Sms
from vezne_sandbox.traffic.models import Exchange, Switch

_EMPTIED = (
    Exchange,
    Switch,
    Sms,
    Mail,
    MailRecipient,
    WebhookDelivery,
    CheckoutForm,
    Reversal,
    PaymentItem,
    Payment,
    StoredCard,
    CardUser,
    LastAnswer,
    Challenge,
    ProviderNotice,
    paytr.Return,
    paytr.Order,
    paytr.StoredCard,
    Transaction,
    Visit,
    Notice,
    Movement,
    Account,
    Document,
    Purchase,
    Series,
    Taxpayer,
)


def everything_reset() -> None:
    """All but shops, accounts and firms that were set up; numbering goes on."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in _EMPTIED)
    with connection.cursor() as cursor:
        # One statement empties tables that point at each other; names come from our own models.
        cursor.execute(f"TRUNCATE {tables}")
