from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests import factories
from vezne.accounts.models import Account
from vezne.core.scope import acting_as, acting_as_system
from vezne.edocuments.errors import DocumentStateWrong, SeriesAhead
from vezne.edocuments.models import Document, DocumentEvent, DocumentState, Series
from vezne.edocuments.queries import series_faults, xml_of
from vezne.edocuments.services import document_redraft
from vezne.edocuments.tests.world import (
    NOW,
    draft_document,
    issue,
    make_issuer,
    open_invoice,
    paid_invoice,
    reread,
)

pytestmark = pytest.mark.django_db
ISTANBUL = ZoneInfo("Europe/Istanbul")


@pytest.fixture
def seller() -> Account:
    made = factories.make_seller()
    make_issuer(made)
    return made


@pytest.fixture
def buyer() -> Account:
    return factories.make_buyer()


def test_the_first_number_of_a_series_is_one_and_stands_in_the_xml(
    seller: Account, buyer: Account
) -> None:
    document = issue(draft_document(paid_invoice(seller, buyer)))

    kept = reread(document)
    assert kept.number == "EAR2026000000001"
    assert kept.state == DocumentState.ISSUED
    xml = xml_of(kept)
    assert b"<cbc:ID>EAR2026000000001</cbc:ID>" in xml
    assert b"EAR2026000000000" not in xml
    assert kept.xml_sha256 == hashlib.sha256(xml).hexdigest()
    with acting_as_system("test"):
        kinds = list(DocumentEvent.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["drafted", "issued"]


def test_numbers_go_up_by_one_and_series_count_apart(seller: Account, buyer: Account) -> None:
    documents = [draft_document(paid_invoice(seller, buyer)) for _ in range(3)]

    numbers = [issue(one, letters=letters).number for one, letters in zip(
        documents, ("EAR", "EFA", "EAR"), strict=True
    )]  # fmt: skip

    assert numbers == ["EAR2026000000001", "EFA2026000000001", "EAR2026000000002"]
    with acting_as_system("test"):
        assert series_faults() == []


def test_a_new_year_in_istanbul_begins_again_at_one(seller: Account, buyer: Account) -> None:
    before = datetime(2026, 12, 31, 23, 59, 59, tzinfo=ISTANBUL)
    first = issue(draft_document(paid_invoice(seller, buyer)), now=before)
    second = issue(draft_document(paid_invoice(seller, buyer)), now=before + timedelta(seconds=1))

    assert (first.number, second.number) == ("EAR2026000000001", "EAR2027000000001")
    assert second.issued_on.isoformat() == "2027-01-01"


def test_a_date_never_falls_back_in_a_series(seller: Account, buyer: Account) -> None:
    issue(draft_document(paid_invoice(seller, buyer)), now=NOW + timedelta(days=1))
    late = draft_document(paid_invoice(seller, buyer))

    with pytest.raises(SeriesAhead):
        issue(late, now=NOW)

    assert reread(late).number == ""
    assert issue(late, now=NOW + timedelta(days=1)).number == "EAR2026000000002"


def test_a_rolled_back_issue_gives_its_number_back(seller: Account, buyer: Account) -> None:
    first, second = (draft_document(paid_invoice(seller, buyer)) for _ in range(2))

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        issue(first)
        _ = 1 // 0

    assert issue(second).number == "EAR2026000000001"
    assert reread(first).state == DocumentState.DRAFT


def test_a_document_is_numbered_once(seller: Account, buyer: Account) -> None:
    document = issue(draft_document(paid_invoice(seller, buyer)))

    with pytest.raises(DocumentStateWrong):
        issue(document)

    assert reread(document).number == "EAR2026000000001"
    with acting_as_system("test"):
        assert Series.objects.get().last_number == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE edocuments_document SET number = 'EAR2026000000009'",
        "UPDATE edocuments_document SET total_minor = 1",
        "UPDATE edocuments_document SET issued_on = issued_on + 1",
        "UPDATE edocuments_document SET xml_sha256 = ''",
        "DELETE FROM edocuments_document",
        "UPDATE edocuments_series SET last_number = 0",
        "UPDATE edocuments_series SET last_number = last_number + 2",
        "UPDATE edocuments_series SET last_on = last_on - 1",
        "DELETE FROM edocuments_series",
        "UPDATE edocuments_documentevent SET kind = 'x'",
    ],
)
def test_the_database_refuses_to_change_what_is_numbered(
    seller: Account, buyer: Account, statement: str
) -> None:
    issue(draft_document(paid_invoice(seller, buyer)))

    with (
        acting_as_system("test"),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        transaction.get_connection().cursor() as cursor,
    ):
        cursor.execute(statement)


def test_an_invoice_has_one_live_document(seller: Account, buyer: Account) -> None:
    invoice = paid_invoice(seller, buyer)

    first, second = draft_document(invoice), draft_document(invoice)

    assert first.pk == second.pk
    with acting_as_system("test"), pytest.raises(IntegrityError), transaction.atomic():
        first.pk, first.ettn, first.public_id = None, None, ""
        first.save()


def test_a_numbered_document_is_not_drafted_anew(seller: Account, buyer: Account) -> None:
    document = issue(draft_document(paid_invoice(seller, buyer)))

    with acting_as_system("test"), pytest.raises(DocumentStateWrong):
        document_redraft(document_id=document.pk, draft=None, kind="efatura")  # type: ignore[arg-type]


def test_the_other_side_and_nobody_else_sees_a_document(seller: Account, buyer: Account) -> None:
    issue(draft_document(paid_invoice(seller, buyer)))
    ceren = factories.make_buyer("Ceren Ltd")

    counts = {}
    for account, face in ((buyer, "panel"), (seller, "desk"), (ceren, "panel"), (ceren, "desk")):
        with acting_as(account.pk, face):  # type: ignore[arg-type]
            counts[account.name, face] = Document.objects.count()

    assert list(counts.values()) == [1, 1, 0, 0]


def test_an_open_invoice_begins_no_document_of_its_own(seller: Account, buyer: Account) -> None:
    open_invoice(seller, buyer)

    with acting_as_system("test"):
        assert not Document.objects.exists()
