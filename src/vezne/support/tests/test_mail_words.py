"""What is left of a mail when the quoted history and the signature are taken away."""

from __future__ import annotations

import pytest

from vezne.support.mail_html import words_of_html
from vezne.support.mail_words import own_subject, own_words

GMAIL_TR = """Merhaba,
hâlâ açılmıyor.

Kule <bildirim@kule.example>, 19 Şub 2026 Per, 10:43 tarihinde şunu yazdı:

> Talebiniz yanıtlandı
>
> Sorunu bulduk.
"""
GMAIL_TR_WRAPPED = """Tamam, teşekkürler.

19 Şub 2026 Per 10:43 tarihinde Kule Yazılım <bildirim@kule.example>
şunu yazdı:

> Sorunu bulduk.
"""
GMAIL_EN = """Still broken.

On Thu, Feb 19, 2026 at 10:43 AM Kule Yazılım <bildirim@kule.example>
wrote:

> We found it.
"""
APPLE_TR = """Şimdi oldu.

iPhone'umdan gönderildi

> Kule <bildirim@kule.example> şunları yazdı (19 Şub 2026 10:43):
>
> Sorunu bulduk.
"""
OUTLOOK_TR = """Faturayı ekledim.

________________________________
Kimden: Kule Yazılım <bildirim@kule.example>
Gönderildi: 19 Şubat 2026 Perşembe 10:43
Kime: muhasebe@cinar.example
Konu: Talebiniz yanıtlandı

Sorunu bulduk.
"""
OUTLOOK_EN = """Attached.

From: Kule <bildirim@kule.example>
Sent: Thursday, February 19, 2026 10:43
To: muhasebe@cinar.example
Subject: Talebiniz

We found it.
"""
DIVIDED = """Bitti.

-----Özgün İleti-----
Kimden: Kule
Her şey tamam mı?
"""
INLINE = """Kule <bildirim@kule.example>, 19 Şub 2026 Per, 10:43 tarihinde şunu yazdı:
> Hangi tarayıcı?
Chrome.
> Hangi sürüm?
131.
"""
SIGNED = """Bakar mısınız?

--
Ayşe Çınar
Çınar Mobilya
0216 555 01 01
"""


@pytest.mark.parametrize(
    ("whole", "own"),
    [
        (GMAIL_TR, "Merhaba,\nhâlâ açılmıyor."),
        (GMAIL_TR_WRAPPED, "Tamam, teşekkürler."),
        (GMAIL_EN, "Still broken."),
        (APPLE_TR, "Şimdi oldu."),
        (OUTLOOK_TR, "Faturayı ekledim."),
        (OUTLOOK_EN, "Attached."),
        (DIVIDED, "Bitti."),
        (SIGNED, "Bakar mısınız?"),
        ("Selam\r\n\r\n\r\n\r\nİkinci\r\n> alıntı\r\n", "Selam\n\nİkinci"),
    ],
    ids=[
        "gmail-tr", "gmail-tr-wrapped", "gmail-en", "apple-tr", "outlook-tr", "outlook-en",
        "divided", "signed", "crlf",
    ],
)  # fmt: skip
def test_history_and_signature_are_cut(whole: str, own: str) -> None:
    assert own_words(whole) == own


def test_answers_between_quoted_lines_stay_with_them() -> None:
    assert own_words(INLINE) == INLINE.strip()


@pytest.mark.parametrize(
    "text",
    [
        "Ali dün bana şunu yazdı: gel.",
        "Toplantı notu:\nFrom: here to there\nbitti",
        "Kimden: sordu, bilmiyorum.",
        "> yalnızca alıntı",
    ],
)
def test_rather_too_much_is_kept_than_too_little(text: str) -> None:
    assert own_words(text) == text


def test_a_subject_loses_what_programs_put_before_it() -> None:
    assert own_subject("Re: YNT:  Fwd: [Destek #1001] Panel  açılmıyor") == "Panel açılmıyor"
    assert own_subject("İlt: Ynt: Fatura") == "Fatura"
    assert own_subject("Re: ") == ""


def test_a_page_becomes_words() -> None:
    page = """<html><head><title>x</title><style>p{color:red}</style></head><body>
    <p>Merhaba <b>Deniz</b>,</p><div>ikinci&nbsp;satır<br>üçüncü</div>
    <script>alert(1)</script><span style="display: none">gizli</span>
    <p>Bkz. <a href="https://kotu.example/x">bankanız.com</a> ve
    <a href="javascript:alert(1)">bu</a></p>
    <blockquote><p>Sorunu <i>bulduk</i>.</p></blockquote></body></html>"""

    assert words_of_html(page).split("\n") == [
        "Merhaba Deniz,", "", "ikinci satır", "üçüncü", "",
        "Bkz. bankanız.com <https://kotu.example/x> ve bu", "", "> Sorunu bulduk.",
    ]  # fmt: skip
    assert own_words(words_of_html(page)).endswith("ve bu")


def test_a_page_is_read_as_deep_as_any_program_writes_and_no_deeper() -> None:
    nested = "<table><tr><td>" * 60 + "Merhaba" + "</td></tr></table>" * 60
    rows = "<table>" + "<tr><td><p>satır" * 2_000 + "</table>Son"

    assert words_of_html(nested) == "Merhaba"
    assert words_of_html(rows).endswith("Son")
    assert words_of_html("<p>Önce</p>" + "<div>" * 5_000 + "Sonra") == "Önce"
