"""One client of the documents' benchmark: its own process, told over a pipe what to do."""

from __future__ import annotations

import json
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import django

django.setup()

from django.db import connection, transaction

from tests import factories
from vezne.core.scope import acting_as_system
from vezne.core.typesetting import pdf_of
from vezne.edocuments.checks import check_draft
from vezne.edocuments.draft import DocumentDraft, Identity, Party, Profile, type_of
from vezne.edocuments.kontrol import inspect
from vezne.edocuments.models import Document
from vezne.edocuments.prints.document import TEMPLATE
from vezne.edocuments.prints.values import print_values
from vezne.edocuments.queries import series_faults
from vezne.edocuments.reckoning import Sold, reckon
from vezne.edocuments.sealing import seal_draft
from vezne.edocuments.services import Template, document_issue, template_build
from vezne.edocuments.xml_checks import check_xml

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
FIRM = Party(
    tax_id="4540536920",
    title="Nar Bilişim A.Ş.",
    street="Bağdat Cad. 10",
    district="Kadıköy",
    city="İstanbul",
    tax_office="Kadıköy",
)
BUYER = Party(
    tax_id="1729171602",
    title="Papatya Tekstil Ltd. Şti.",
    street="Atatürk Cad. 5",
    district="Çankaya",
    city="Ankara",
    tax_office="Çankaya",
)
SOLD = tuple(Sold(f"Hizmet {n}", 100_00 + n * 17, 2_000) for n in range(3))
COPY = """
INSERT INTO edocuments_document (public_id, seller_id, buyer_id, invoice_id, kind, profile, type,
    state, ettn, number, event_on, deadline_on, currency, net_minor, tax_minor, withheld_minor,
    total_minor, draft_sealed, xml_sha256, alias, findings, error_code, error_detail, reason,
    is_late_accepted, created_at, checks)
SELECT 'doc_' || n, %(seller)s, %(buyer)s, i.id, 'earsiv', 'EARSIVFATURA', 'SATIS', 'draft',
       gen_random_uuid(), '', %(day)s, %(day)s, 'TRY', 1, 1, 0, 2, %(draft)s, '', '', '[]', '', '',
       '', false, now(), 0
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM invoicing_invoice) i
"""
INVOICES = """
INSERT INTO invoicing_invoice SELECT (jsonb_populate_record(i, jsonb_build_object(
    'id', nextval(pg_get_serial_sequence('invoicing_invoice', 'id')),
    'public_id', 'inv_' || n, 'reference', 'B' || n, 'opening_key', 'b' || n))).*
FROM invoicing_invoice i, generate_series(1, %s) n
"""


def draft() -> DocumentDraft:
    """Three lines at 20 %."""
    lines = reckon(SOLD)
    return DocumentDraft(
        profile=Profile.EARSIV,
        type=type_of(lines),
        currency="TRY",
        seller=FIRM,
        buyer=BUYER,
        lines=lines,
        event_on=DAY,
    )


def prepare(count: int) -> None:
    """A seller, a buyer, and so many invoices with a draft each."""
    seller, buyer = factories.make_seller(), factories.make_buyer()
    plan = factories.make_plan(factories.make_product(factories.make_platform(seller)))
    factories.order_plan(buyer, plan)
    with acting_as_system("bench"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INVOICES, [count - 1])
        values = {"seller": seller.pk, "buyer": buyer.pk, "day": DAY, "draft": seal_draft(draft())}
        cursor.execute(COPY, values)


def work(number: int, share: int) -> None:
    """Do what the pipe says until it closes."""
    with acting_as_system("bench"):
        ids = list(Document.objects.order_by("pk").values_list("pk", "ettn"))
        mine = iter(ids[number * share : (number + 1) * share])
        facts = draft()
        template = template_build(draft=facts, ettn=str(uuid.uuid4()), letters="EAR", issued_at=NOW)
        kinds: dict[str, Callable[[], object]] = {
            "bare": bare,
            "number": lambda: number_one(mine, template),
            "check": lambda: check(facts),
            "pdf": lambda: print_one(facts),
        }
        print("ready", flush=True)
        for line in sys.stdin:
            kind, starts_at, seconds = json.loads(line)
            if kind == "faults":
                print(json.dumps([len(series_faults()), 1, 0]), flush=True)
                continue
            time.sleep(max(0.0, starts_at - time.time()))
            print(json.dumps(loop(kinds[kind], seconds)), flush=True)


def loop(one: Callable[[], object], seconds: float) -> list[float]:
    """Repeat for so long; how many, how long it took, and how long the processor worked on it."""
    began, worked = time.monotonic(), time.process_time()
    done = 0
    while time.monotonic() - began < seconds:
        one()
        done += 1
    return [done, time.monotonic() - began, time.process_time() - worked]


def bare() -> None:
    """What the law asks at least: a counter, an invoice, three lines, one commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE bare_counter SET last = last + 1 WHERE id = 1 RETURNING last")
        last = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO bare_invoice (number, total) VALUES (%s, 1) RETURNING id", [f"E{last}"]
        )
        invoice = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO bare_line (invoice_id, name, net) VALUES (%s,'a',1),(%s,'b',1),(%s,'c',1)",
            [invoice, invoice, invoice],
        )


def number_one(mine: Iterator[tuple[int, uuid.UUID]], template: Template) -> None:
    """The issuing transaction of one document."""
    pk, _ettn = next(mine)
    document_issue(document_id=pk, template=template, now=NOW)


def check(facts: DocumentDraft) -> None:
    """Draft, XML, all checks."""
    template = template_build(draft=facts, ettn=str(uuid.uuid4()), letters="EAR", issued_at=NOW)
    found = [
        *check_draft(facts, issued_on=DAY),
        *check_xml(template.xml),
        *inspect(template.xml),
    ]
    assert found == []


def print_one(facts: DocumentDraft) -> None:
    """A page that nobody has printed before, for another buyer and other lines than the last."""
    count = time.monotonic_ns() % 10**9
    identity = Identity(f"EAR2026{count:09d}", str(uuid.uuid4()), DAY, "12:00:00")
    sold = (replace(each, unit_price_minor=each.unit_price_minor + count % 10**6) for each in SOLD)
    buyer = replace(BUYER, title=f"Alıcı {count} Ltd. Şti.", street=f"Atatürk Cad. {count % 999}")
    facts = replace(facts, lines=reckon(tuple(sold)), buyer=buyer)
    pdf_of(TEMPLATE, print_values(facts, identity, kind="earsiv"), now=NOW)


if __name__ == "__main__":
    work(int(sys.argv[2]), int(sys.argv[3]))
