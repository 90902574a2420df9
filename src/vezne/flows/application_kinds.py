"""The kinds of application that every installation has, but for users and identity (`…_people`).

What an account is for all its sellers (its title, its address) is changed by one of them only on
the word of the account's own people, or where nobody else sells to it (`refuse_for_others`).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from django.utils.translation import gettext_lazy as _

from vezne.accounts.identifiers import normalise_iban
from vezne.accounts.queries import addresses_for, get_account
from vezne.accounts.services import (
    DetailChanges,
    account_details_change,
    address_add,
    address_change,
)
from vezne.accounts.types import AddressEntry
from vezne.applications.errors import ApplicationChangesNothing
from vezne.applications.kinds import (
    ApplicationKind,
    Approved,
    Paper,
    Parties,
    Question,
    QuestionKind,
)
from vezne.applications.types import SIGNED_PAPER
from vezne.applications.values import CURRENCY
from vezne.flows.changes import cancel
from vezne.flows.errors import AccountNotSettled, OthersConcerned
from vezne.invoicing.queries import open_invoices_for
from vezne.ledger.errors import InsufficientFunds
from vezne.ledger.queries import current_account_for, list_current_accounts, wallet_available
from vezne.receivables.errors import AmountNotAllowed
from vezne.receivables.services import payout_approve, payout_ask, trade_close
from vezne.receivables.types import PayoutDraft
from vezne.subscriptions.errors import CancelPending
from vezne.subscriptions.queries import services_for
from vezne.subscriptions.states import OVER_STATES

SIGNED = Paper(SIGNED_PAPER, _("İmzalı başvuru formu"))
SIGNED_IF_ASKED = Paper(SIGNED_PAPER, _("İmzalı başvuru formu"), is_required=False)
HEAD = ("legal_name", "tax_office", "email", "phone")
PLACE = ("line", "district", "city")
CANCEL_REASON = "Hesap kapatma başvurusu #%s"


def refuse_for_others(approved: Approved) -> None:
    """What concerns the account's other sellers too is asked for by its own people.

    Raises: OthersConcerned.
    """
    rows = list_current_accounts(buyer_id=approved.parties.buyer_id)
    others = rows.exclude(seller_id__in=[approved.parties.seller_id, approved.parties.buyer_id])
    if not approved.is_own and others.exists():
        raise OthersConcerned


# -- details ---------------------------------------------------------------------------------


def _details_now(parties: Parties) -> dict[str, str]:
    account = get_account(parties.buyer_id)
    rows = addresses_for(account.pk)
    known = {
        "legal_name": account.legal_name,
        "tax_office": account.tax_office,
        "email": account.email.lower(),
        "phone": account.phone,
    }
    if rows:
        known |= {"line": rows[0].line, "district": rows[0].district, "city": rows[0].city}
    return {key: value for key, value in known.items() if value}


def _details_basis(parties: Parties, _values: Mapping[str, str]) -> dict[str, str]:
    return _details_now(parties)


def _details_wished(parties: Parties, values: Mapping[str, str]) -> dict[str, str]:
    """What is to be another than it is; an empty answer keeps what is there."""
    present = _details_now(parties)
    return {key: value for key, value in values.items() if value and present.get(key) != value}


def _details_check(parties: Parties, values: Mapping[str, str]) -> None:
    if not _details_wished(parties, values):
        raise ApplicationChangesNothing


def _details_apply(approved: Approved) -> str:
    """Raises: OthersConcerned, EmailTaken, InvalidPhone."""
    refuse_for_others(approved)
    wished = _details_wished(approved.parties, approved.values)
    account_id = approved.parties.buyer_id
    changes = DetailChanges(**{key: wished[key] for key in HEAD if key in wished})  # type: ignore[typeddict-item]
    if changes:
        account_details_change(
            account_id=account_id, changes=changes, now=approved.now, actor=approved.actor
        )
    if any(key in wished for key in PLACE):
        _place_change(approved)
    return str(get_account(account_id).public_id)


def _place_change(approved: Approved) -> None:
    """The default invoice address, or the first one."""
    account = get_account(approved.parties.buyer_id)
    rows = addresses_for(account.pk)
    old = rows[0] if rows else None
    values = approved.values
    entry = AddressEntry(
        contact_name=old.contact_name if old else account.legal_name[:120],
        company_name=account.legal_name,
        line=values.get("line") or (old.line if old else ""),
        district=values.get("district") or (old.district if old else ""),
        city=values.get("city") or (old.city if old else ""),
        phone=old.phone if old else account.phone,
        tax_office=old.tax_office if old else account.tax_office,
        country=old.country if old else "TR",
    )
    by = {"now": approved.now, "actor": approved.actor}
    if old:
        address_change(account_id=account.pk, public_id=old.public_id, entry=entry, **by)  # type: ignore[arg-type]
    else:
        address_add(account_id=account.pk, entry=entry, **by)  # type: ignore[arg-type]


DETAILS = ApplicationKind(
    key="details_change",
    title=_("Bilgi değişikliği"),
    summary=_("Unvan, e-posta, telefon veya adresiniz değiştiğinde."),
    questions=(
        Question("legal_name", _("Unvan / ad soyad"), is_required=False, longest=250),
        Question("tax_office", _("Vergi dairesi"), is_required=False, longest=80),
        Question(
            "email",
            _("E-posta"),
            QuestionKind.EMAIL,
            is_required=False,
            help=_("Hesabın sahibi bundan sonra bu adresle oturum açar."),
            longest=254,
        ),
        Question("phone", _("Telefon"), QuestionKind.PHONE, is_required=False),
        Question("line", _("Adres"), is_required=False, longest=300),
        Question("district", _("İlçe"), is_required=False, longest=60),
        Question("city", _("İl"), is_required=False, longest=60),
    ),
    papers=(
        SIGNED_IF_ASKED,
        Paper(
            "proof",
            _("Dayanak belge"),
            is_required=False,
            help=_("Unvan değişikliğinde ticaret sicili gazetesi, adreste vergi levhası gibi."),
        ),
    ),
    declaration=_(
        "Yukarıdaki bilgilerin doğru olduğunu ve hesabıma ait kayıtların bunlara göre"
        " güncellenmesini istediğimi beyan ederim."
    ),
    apply=_details_apply,
    is_single=True,
    shows_before=True,
    prefill=_details_now,
    basis=_details_basis,
    check=_details_check,
)

# -- pay-out ---------------------------------------------------------------------------------


def _payout_known(parties: Parties) -> dict[str, str]:
    return {"holder": get_account(parties.buyer_id).legal_name}


def _payout_check(_parties: Parties, values: Mapping[str, str]) -> None:
    """An amount that lies there. The balance is looked at again when it is approved."""
    if int(values["amount"]) <= 0:
        raise AmountNotAllowed
    normalise_iban(values["iban"])


def _payout_apply(approved: Approved) -> str:
    """Reserve it and give it the first look; above the seller's limit another member follows.

    Raises: InsufficientFunds.
    """
    values, parties = approved.values, approved.parties
    account = current_account_for(seller_id=parties.seller_id, buyer_id=parties.buyer_id)
    amount = int(values["amount"])
    if wallet_available(current_account_id=account.pk, unit=CURRENCY, now=approved.now) < amount:
        raise InsufficientFunds
    payout = payout_ask(
        current_account=account,
        draft=PayoutDraft(amount, CURRENCY, values["iban"], values["holder"]),
        actor=approved.actor,
        now=approved.now,
    )
    return str(
        payout_approve(payout_id=payout.pk, actor=approved.actor, now=approved.now).public_id
    )


PAYOUT = ApplicationKind(
    key="payout",
    title=_("Bakiyenin IBAN'a ödenmesi"),
    summary=_("Bakiyenizdeki parayı banka hesabınıza geri almak için."),
    questions=(
        Question("amount", _("Tutar (₺)"), QuestionKind.MONEY),
        Question("iban", _("IBAN"), QuestionKind.IBAN, help=_("Hesap, unvanınıza ait olmalı.")),
        Question("holder", _("Hesap sahibi"), longest=120),
    ),
    papers=(SIGNED_IF_ASKED,),
    declaration=_("Yukarıdaki tutarın bakiyemden düşülerek belirtilen IBAN'a ödenmesini isterim."),
    apply=_payout_apply,
    role="manager",
    decider="manager",
    prefill=_payout_known,
    check=_payout_check,
)

# -- the end ---------------------------------------------------------------------------------


def _refuse_unsettled(parties: Parties, approved: Approved | None = None) -> None:
    """Nothing is owed, and nothing lies in the balance. Raises: AccountNotSettled."""
    if open_invoices_for(parties.buyer_id, parties.seller_id):
        raise AccountNotSettled
    if approved is not None:
        account = current_account_for(seller_id=parties.seller_id, buyer_id=parties.buyer_id)
        at = approved.now
        if wallet_available(current_account_id=account.pk, unit=CURRENCY, now=at):
            raise AccountNotSettled


def _cancel_apply(approved: Approved) -> str:
    """End all services of the buyer here when their paid time ends; what it may read stays, and
    nothing new is ordered.

    Raises: AccountNotSettled.
    """
    parties = approved.parties
    _refuse_unsettled(parties, approved)
    rows = services_for(parties.buyer_id, now=approved.now, seller_id=parties.seller_id)
    for row in rows:
        if row.state in OVER_STATES:
            continue
        with suppress(CancelPending):  # the buyer asked for that before
            cancel(
                subscription_id=row.subscription.pk,
                reason=CANCEL_REASON % approved.number,
                now=approved.now,
                actor=approved.actor,
            )
    account = current_account_for(seller_id=parties.seller_id, buyer_id=parties.buyer_id)
    trade_close(current_account=account, actor=approved.actor, now=approved.now)
    return str(get_account(parties.buyer_id).public_id)


CANCEL = ApplicationKind(
    key="account_cancel",
    title=_("Temsilcilik / hesap iptali"),
    summary=_("Bu satıcıdaki bütün hizmetlerinizi sonlandırmak için; borç ve bakiye kalmamalı."),
    questions=(Question("why", _("İptal nedeni"), QuestionKind.LONG, longest=1_000),),
    papers=(SIGNED,),
    declaration=_(
        "Hesabıma bağlı bütün hizmetlerin ödenmiş sürelerinin sonunda iptal edilmesini isterim."
    ),
    apply=_cancel_apply,
    is_single=True,
    check=lambda parties, _values: _refuse_unsettled(parties),
)
ALL = (DETAILS, PAYOUT, CANCEL)
"""What `config` registers at start."""
