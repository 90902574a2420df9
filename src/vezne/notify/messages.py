"""The one message that is about messages: the daily mail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.notify.kinds import MessageKind
from vezne.notify.types import Voice

NOTICES_PATH = "/bildirimler/"

INSTALLATION = Voice(seller_id=None, brand="Vezne")
"""Who speaks where no seller does."""

DIGEST = MessageKind(
    key="notice.digest",
    title=_("Günlük özetiniz: %(day)s"),
    paragraphs=(_("Son günlük özetinizden bu yana %(count)s bildiriminiz var."),),
    action=_("Bildirimlerime git"),
    sample={"count": 3, "day": "19.02.2026"},
)
ALL = (DIGEST,)
"""What `config` registers at start."""
