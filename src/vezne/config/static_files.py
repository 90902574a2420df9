"""Where the static files lie: under names with their content's hash, those compressed.

Pages ask for the hashed names. Under the plain ones only the page of a server error asks, which may
have no manifest; compressing both would take twice the time of a first start.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, with nothing compressed that hardly anybody asks for."""

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Gzip and Brotli of what has a hash in its name."""
        is_hashed = re.compile(settings.WHITENOISE_IMMUTABLE_FILE_TEST).search
        yield from super().compress_files([path for path in paths if is_hashed(path)])
