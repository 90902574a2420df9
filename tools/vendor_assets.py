"""Make the vendored files of the pages again: style sheet, htmx, icon sprite, font, app icons.

    python tools/vendor_assets.py            all of them
    python tools/vendor_assets.py icons      only the sprite, after a new name in ICONS

Run by hand when a version or the list of icons changes; what it writes is committed, so that nobody
needs Node to run Vezne. It asks `npm pack` for the packages in PACKAGES, `pip` for fontTools (into
a throwaway environment) and a Chromium for the PNG icons. Each part's licence stands beside it.
"""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "src/vezne/web/static/vezne"
VENDOR = STATIC / "vendor"
PRINT_FONTS = ROOT / "src/vezne/core/fonts"

PACKAGES = {
    "tabler": "@tabler/core@1.6.1",
    "icons": "@tabler/icons@3.51.0",
    "htmx": "htmx.org@2.0.11",
    "inter": "inter-ui@4.1.1",
}
"""Exact versions: minor ones of Tabler have changed menus and greys."""

ICONS = """
activity adjustments alert-triangle arrow-down bell book news speakerphone arrow-left arrow-right
arrow-up brand-whatsapp
building building-bank building-store calendar chart-bar check chevron-down chevron-left
chevron-right chevron-up circle-check circle-x clock contrast copy credit-card currency-lira
device-desktop discount download external-link eye file-text filter heartbeat help history home
hourglass info-circle key language link list lock login logout mail menu-2 message moon package
palette pencil phone player-pause player-play plug plus printer receipt receipt-refund refresh
rocket search selector server settings shield star sun tags ticket trash upload user users wallet
world x
""".split()  # noqa: SIM905 a paragraph of names reads better than a column

CHARACTERS = [
    "U+0020-007E",
    "U+00A0-00FF",
    "U+011E,U+011F,U+0130,U+0131,U+015E,U+015F",  # Ğ ğ İ ı Ş ş
    "U+2010-2015,U+2018-201E,U+2022,U+2026,U+202F,U+2032,U+2039,U+203A",
    "U+20AC,U+20BA,U+2122,U+2190-2193,U+2212,U+2248,U+2260,U+2264,U+2265,U+2713,U+00D7",
]
FONT_FEATURES = "calt,case,ccmp,kern,locl,mark,tnum"
MANIFEST_COLOR = "1d4ed8"


def main(wanted: list[str]) -> None:
    steps = {
        "kit": vendor_kit,
        "icons": make_sprite,
        "font": make_font,
        "print": make_print_fonts,
        "png": make_pngs,
    }
    with tempfile.TemporaryDirectory(prefix="vezne-assets-") as folder:
        for name, step in steps.items():
            if not wanted or name in wanted:
                step(Path(folder))


def unpack(key: str, folder: Path) -> Path:
    """The unpacked npm package, fetched once a run."""
    target = folder / key
    if not target.exists():
        packed = folder / f"{key}-pack"
        packed.mkdir()
        npm = shutil.which("npm")
        assert npm, "npm is needed to fetch the packages"
        subprocess.run(
            [npm, "pack", "--silent", PACKAGES[key], "--pack-destination", str(packed)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with tarfile.open(next(packed.glob("*.tgz"))) as archive:
            archive.extractall(target, filter="data")
    return target / "package"


def vendor_kit(folder: Path) -> None:
    """Tabler's style sheet and htmx, without the source map comments that no file answers.

    Tabler's package carries no licence file: `LICENSE-tabler.txt` is its repository's, by hand.
    """
    tabler, htmx = unpack("tabler", folder), unpack("htmx", folder)
    copies = (
        (tabler / "dist/css/tabler.min.css", "tabler.min.css"),
        (htmx / "dist/htmx.min.js", "htmx.min.js"),
        (htmx / "LICENSE", "LICENSE-htmx.txt"),
    )
    for source, name in copies:
        text = source.read_text(encoding="utf-8")
        text = re.sub(r"/\*[#@]\s*sourceMappingURL=.*?\*/|//[#@]\s*sourceMappingURL=.*", "", text)
        (VENDOR / name).write_text(text.rstrip() + "\n", encoding="utf-8")
        print(f"{name}: {len(text):,} characters")


def make_sprite(folder: Path) -> None:
    """One SVG of symbols with the icons that are used; strokes thin enough for 16 to 40 pixels."""
    package = unpack("icons", folder)
    symbols = []
    for name in ICONS:
        svg = (package / "icons/outline" / f"{name}.svg").read_text(encoding="utf-8")
        body = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
        assert body, name
        inner = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", body[1])
        inner = re.sub(r">\s+<", "><", inner).replace(" />", "/>").strip()
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
            f' stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">{inner}</symbol>'
        )
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    (STATIC / "icons.svg").write_text(sprite, encoding="utf-8")
    shutil.copy(package / "LICENSE", VENDOR / "LICENSE-tabler-icons.txt")
    print(f"icons.svg: {len(symbols)} icons, {len(sprite):,} bytes")


def make_font(folder: Path) -> None:
    """Inter, weights 400 to 700, Turkish and Western letters, in one file: kerning stays whole."""
    package = unpack("inter", folder)
    venv.create(folder / "fonts", with_pip=True)
    python = str(folder / "fonts/bin/python")
    install = [python, "-m", "pip", "install", "-q", "fonttools==4.68.0", "brotli"]
    subprocess.run(install, check=True)
    cut, made = folder / "inter.ttf", VENDOR / "inter.woff2"
    source = str(package / "variable/InterVariable.woff2")
    axes = ["wght=400:700", "opsz=14"]
    run = [python, "-m", "fontTools.varLib.instancer", "-q", source, *axes, "-o", str(cut)]
    subprocess.run(run, check=True)
    subset = [python, "-m", "fontTools.subset", str(cut), f"--output-file={made}"]
    subset += ["--flavor=woff2", f"--unicodes={','.join(CHARACTERS)}"]
    subset += [f"--layout-features={FONT_FEATURES}", "--no-hinting", "--desubroutinize"]
    subprocess.run(subset, check=True)
    shutil.copy(package / "LICENSE.txt", VENDOR / "LICENSE-inter.txt")
    size = made.stat().st_size
    assert size <= 45_000, f"inter.woff2 has {size} bytes; 45,000 are allowed"
    print(f"inter.woff2: {size:,} bytes")


def make_print_fonts(folder: Path) -> None:
    """Regular and bold of the pages' Inter for PDF, where a font has one weight."""
    python = folder / "fonts/bin/python"
    if not python.exists():
        venv.create(folder / "fonts", with_pip=True)
        install = [str(python), "-m", "pip", "install", "-q", "fonttools==4.68.0", "brotli"]
        subprocess.run(install, check=True)
    for name, weight in (("regular", 400), ("bold", 650)):
        made = PRINT_FONTS / f"inter-{name}.ttf"
        subprocess.run(
            [str(python), "-c", PRINT_FONT, str(VENDOR / "inter.woff2"), str(made), str(weight)],
            check=True,
        )
        print(f"{made.name}: {made.stat().st_size:,} bytes")
    shutil.copy(VENDOR / "LICENSE-inter.txt", PRINT_FONTS / "LICENSE-inter.txt")


PRINT_FONT = """
import sys
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
source, made, weight = sys.argv[1], sys.argv[2], int(sys.argv[3])
is_bold = weight > 500
font = instancer.instantiateVariableFont(TTFont(source), {"wght": weight})
font.flavor = None
style = "Bold" if is_bold else "Regular"
for number, words in ((1, "Inter"), (2, style), (4, f"Inter {style}"), (6, f"Inter-{style}"),
                      (16, "Inter"), (17, style)):
    font["name"].setName(words, number, 3, 1, 0x409)
    font["name"].setName(words, number, 1, 0, 0)
font["OS/2"].usWeightClass = 700 if is_bold else 400
font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (0x20 if is_bold else 0x40)
font["head"].macStyle = int(is_bold)
if "STAT" in font:
    del font["STAT"]
font.save(made)
"""


def make_pngs(_folder: Path) -> None:
    """The app's icons for places that take no SVG, drawn by Chromium from `logo.svg`."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 only this step needs it

    sys.path.insert(0, str(ROOT))
    from tests.browser import CHROMIUM_ARGUMENTS, find_chromium  # noqa: PLC0415

    logo = (STATIC / "logo.svg").read_text(encoding="utf-8")
    # A maskable icon is cut to any shape: colour to the edge, the drawing in the safe middle.
    pictures = {
        "icon-192.png": (192, 192, ""),
        "icon-512.png": (512, 512, ""),
        "icon-maskable-512.png": (512, 400, f"#{MANIFEST_COLOR}"),
        "apple-touch-icon.png": (180, 150, f"#{MANIFEST_COLOR}"),
        "favicon-32.png": (32, 32, ""),
    }
    with sync_playwright() as playwright:
        chromium = find_chromium()
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        for name, (size, drawing, color) in pictures.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            margin = (size - drawing) // 2
            page.set_content(
                f"<style>*{{margin:0}}html{{background:{color or 'transparent'}}}"
                f"svg{{display:block;width:{drawing}px;margin:{margin}px}}</style>{logo}"
            )
            page.screenshot(path=str(STATIC / name), omit_background=not color)
            page.close()
        browser.close()
    png = STATIC / "favicon-32.png"
    (STATIC / "favicon.ico").write_bytes(as_ico(png.read_bytes(), 32))
    png.unlink()
    shutil.copy(STATIC / "logo.svg", STATIC / "favicon.svg")
    print(f"drawn: favicon.ico, {', '.join(name for name in pictures if '32' not in name)}")


def as_ico(png: bytes, size: int) -> bytes:
    """An .ico with one PNG in it."""
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, size, size, 0, 0, 1, 32, len(png), 22) + png


if __name__ == "__main__":
    main(sys.argv[1:])
