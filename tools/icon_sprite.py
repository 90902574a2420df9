"""Make the icon sprite from an unpacked `@tabler/icons` package: only the icons that are used.

python tools/icon_sprite.py FOLDER_OF_THE_PACKAGE
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ICONS = """home world credit-card package receipt bell wallet users user settings clock search moon
sun language logout login alert-triangle check x chevron-down chevron-right chevron-left chevron-up
download refresh lock building mail phone history list plus pencil trash ticket chart-bar plug
heartbeat rocket external-link menu-2 filter arrow-left arrow-right arrow-up copy printer calendar
shield info-circle help device-desktop server tags palette link eye key building-store activity
message brand-whatsapp file-text circle-check circle-x hourglass player-pause player-play
adjustments contrast""".split()
TARGET = Path(__file__).parents[1] / "src/vezne/web/static/vezne/icons.svg"


def main(folder: str) -> None:
    symbols = []
    for name in sorted(ICONS):
        svg = (Path(folder) / "icons" / "outline" / f"{name}.svg").read_text()
        body = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.S)
        assert body, name
        inner = re.sub(r"\s+", " ", body.group(1)).strip()
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
            f' stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">{inner}</symbol>'
        )
    TARGET.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    )
    print(f"{len(symbols)} icons, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
