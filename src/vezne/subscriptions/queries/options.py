"""What a subscription's configuration costs with another plan."""

from __future__ import annotations

from vezne.catalog.configuring import SoldOption, sold_options
from vezne.catalog.models import PlanVersion
from vezne.catalog.queries import get_plan_version, options_on
from vezne.subscriptions.drafts import Sold
from vezne.subscriptions.errors import PlanNotReachable


def options_with(sold: Sold, version: PlanVersion) -> tuple[SoldOption, ...]:
    """What was configured, at the prices that count with `version`; no query without any.

    With a plan of the same period each keeps its sold price, else today's price counts. What was
    paid to set it up is not paid again. Raises: PlanNotReachable where the plan has no price for
    one of them.
    """
    options = sold_options(sold.options)
    if not options or version.pk == sold.version_id:
        return options
    found = options_on(options, before=get_plan_version(sold.version_id), after=version)
    if found is None:
        raise PlanNotReachable
    return found
