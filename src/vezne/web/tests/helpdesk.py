"""What the tests of tickets stand on: the panel's world with a help desk beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client

from tests.factories import DENIZ, NOW, make_member, sign_in
from vezne.accounts.models import User
from vezne.core.scope import acting_as, acting_as_system
from vezne.notify.models import Delivery, Notification
from vezne.support.models import Department, Ticket, TicketMessage
from vezne.support.services import canned_add, department_add
from vezne.support.types import DepartmentTerms
from vezne.web.tests.panel import World

PNG = b"\x89PNG\r\n\x1a\n ekran"


@dataclass
class HelpDesk:
    """Ayşe's browser and Deniz's."""

    world: World
    deniz: User
    ayse_at: Client
    deniz_at: Client
    department: Department
    canned_id: str

    def ask(self, subject: str = "Panel açılmıyor", **more: Any) -> Ticket:
        """Ayşe sends the form."""
        data = {
            "subject": subject,
            "body": "Sabahtan beri açılmıyor.",
            "priority": "normal",
            "department": self.department.public_id,
            **more,
        }
        answer = self.ayse_at.post("/destek/yeni/", data)
        assert answer.status_code == 302, answer.content.decode()
        return self.last()

    def last(self) -> Ticket:
        """The newest ticket."""
        with acting_as_system("test"):
            return Ticket.objects.select_related("assignee").latest("pk")

    def said(self, ticket: Ticket) -> list[str]:
        """All words, oldest first."""
        with acting_as_system("test"):
            rows = TicketMessage.objects.filter(ticket=ticket).order_by("pk")
            return list(rows.values_list("body", flat=True))

    def mails(self, user: User) -> list[Delivery]:
        """What goes out to a person about tickets."""
        with acting_as_system("test"):
            rows = Delivery.objects.filter(user=user, kind__startswith="ticket.")
            return list(rows.order_by("pk"))

    def bells(self, user: User) -> list[str]:
        """What stands behind a person's bell about tickets."""
        with acting_as_system("test"):
            rows = Notification.objects.filter(user=user, kind__startswith="ticket.")
            return list(rows.order_by("pk").values_list("kind", flat=True))


def open_help_desk(world: World) -> HelpDesk:
    """The world's seller answers, with a department and words to use again."""
    deniz = make_member(world.seller, "staff", name="Deniz")
    with acting_as(world.seller.pk, "desk"):
        department = department_add(
            seller_id=world.seller.pk,
            terms=DepartmentTerms("Teknik destek", "Çalışmayan her şey"),
            actor=DENIZ,
            now=NOW,
        )
        canned = canned_add(
            seller_id=world.seller.pk,
            title="Selam",
            body="Merhaba {musteri}, {numara} numaralı talebiniz için",
            actor=DENIZ,
            now=NOW,
        )
    return HelpDesk(world, deniz, sign_in(world.ayse), sign_in(deniz), department, canned.public_id)
