"""An application in the town, of a kind that everybody who works at the buyer may send."""

from __future__ import annotations

from tests import factories
from vezne.accounts.models import Account, Role, User
from vezne.applications.kinds import ApplicationKind, Paper, Parties, Question, register
from vezne.applications.models import ApplicationDocument
from vezne.applications.types import Writer
from vezne.core.scope import acting_as_system
from vezne.flows.applications import Form, application_write, papers_take

ASKED = ApplicationKind(
    key="town_key",
    title="Anahtar",
    summary="",
    questions=(Question("what", "Ne"),),
    papers=(Paper("proof", "Belge"),),
    declaration="",
    apply=lambda _approved: "",
    role=Role.STAFF.value,
)
"""As a module may declare one: for everybody who works at the buyer."""


def ids_of_applications(seller: Account, buyer: Account, ayse: User) -> dict[str, str]:
    """Ayşe asks for a key, with a paper."""
    register(ASKED)
    written = application_write(
        parties=Parties(seller.pk, buyer.pk),
        row=None,
        form=Form(
            typed={"what": "Anahtar"},
            kind=ASKED.key,
            papers=papers_take([("proof", "levha.png", b"\x89PNG\r\n\x1a\n")]),
            sends=True,
        ),
        writer=Writer(ayse.pk, "Ayşe"),
        actor=factories.AYSE,
        now=factories.NOW,
    )
    with acting_as_system("test"):
        paper = ApplicationDocument.objects.get(application=written.row)
    return {
        "basvurular/": written.row.public_id,
        "yonetim/basvurular/": written.row.public_id,
        "paper": paper.public_id,
    }


def file_of(name: str) -> str:
    """Which of the town's files an address with a file's id means, by the address's name."""
    if "application" in name:
        return "paper"
    return "note" if name.endswith("note_file") else "file"
