"""All writes of metering: usage, what a plan includes, alerts."""

from vezne.metering.services.alerts import quota_alert
from vezne.metering.services.included import credits_for_period
from vezne.metering.services.usage import usage_record_many

__all__ = ["credits_for_period", "quota_alert", "usage_record_many"]
