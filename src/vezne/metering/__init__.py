"""Package metering."""
