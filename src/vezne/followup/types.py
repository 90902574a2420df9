"""States of a task, and what somebody writes to make one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskState(models.TextChoices):
    """Whether it is still to be done."""

    OPEN = "open", _("Yapılacak")
    DONE = "done", _("Yapıldı")


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """A task as it is written; `about_id` None: about no buyer."""

    words: str
    due_on: date
    assignee_id: int
    about_id: int | None = None
