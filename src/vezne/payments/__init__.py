"""Package payments."""
