"""Why followup says no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError, NotFound


class TaskNotFound(NotFound):
    """No such task in this scope."""

    code = "task_not_found"


class NotOfTheTeam(DomainError):
    """Only a member of the seller represents it or works for it."""

    code = "not_of_the_team"
    status = 409
    message = _("Bu kişi ekibinizde değil.")
