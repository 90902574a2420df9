"""Mail goes in by SMTP and is read as a page and as JSON."""

import smtplib
from email.message import EmailMessage

import pytest

from tests.sandbox_server import Sandbox

AYSE, BORA = "ayse@ornek.com.tr", "bora@ornek.com.tr"


def send(sandbox: Sandbox, to: str, subject: str = "Ödeme hatırlatması") -> None:
    message = EmailMessage()
    message["From"] = "Örnek Satıcı <satis@ornek.com.tr>"
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = "<1@ornek.com.tr>"
    message.set_content("Sayın Ayşe, ödemeniz bekleniyor.")
    message.add_alternative("<h1>Ödeme</h1><script>alert(1)</script>", subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="fatura.pdf")
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port) as smtp:
        smtp.send_message(message)


def test_a_message_is_kept_whole_and_in_parts(sandbox: Sandbox) -> None:
    send(sandbox, AYSE)

    [mail] = sandbox.mails(AYSE.upper())
    assert (mail["subject"], mail["to"]) == ("Ödeme hatırlatması", [AYSE])
    assert mail["from"] == "Örnek Satıcı <satis@ornek.com.tr>"
    assert mail["messageId"] == "<1@ornek.com.tr>"
    assert "ödemeniz bekleniyor" in mail["text"]
    assert mail["html"].startswith("<h1>Ödeme</h1>")
    assert mail["attachments"] == ["fatura.pdf"]
    raw = sandbox.http.get(f"{sandbox.base_url}/eposta/{mail['id']}/ham")
    assert b"Message-ID: <1@ornek.com.tr>" in raw.content


def test_each_address_has_its_own_inbox(sandbox: Sandbox) -> None:
    send(sandbox, AYSE, "bir")
    send(sandbox, BORA, "iki")

    assert [mail["subject"] for mail in sandbox.mails()] == ["iki", "bir"]
    assert [mail["subject"] for mail in sandbox.mails(BORA)] == ["iki"]
    assert sandbox.mails("ceren@ornek.com.tr") == []


def test_the_html_is_drawn_but_runs_nothing(sandbox: Sandbox) -> None:
    send(sandbox, AYSE)
    [mail] = sandbox.mails()

    page = sandbox.http.get(f"{sandbox.base_url}/eposta/{mail['id']}")
    body = sandbox.http.get(f"{sandbox.base_url}/eposta/{mail['id']}/govde")

    assert "<script>" not in page.text
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page.text
    policy = body.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "sandbox allow-popups" in policy


@pytest.mark.parametrize(("address", "code"), [("yok@ornek.com.tr", 550), ("sonra@x.tr", 451)])
def test_two_kinds_of_names_bounce(sandbox: Sandbox, address: str, code: int) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(sandbox, address)

    assert refused.value.recipients[address][0] == code
    assert sandbox.mails() == []
