"""One call of NestPay's XML API; nothing is retried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from vezne.payments.providers.base import ProviderInDoubt
from vezne.payments.providers.http import post_form

ENCODING = "ISO-8859-9"
LOWER_CASE_GATES = ("sanalpos.halkbank.com.tr",)
"""Hosts that spell the gateway's path `est3dgate`."""


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """`CC5Response`: its plain fields, and those of `Extra`."""

    fields: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """`ProcReturnCode`."""
        return self.fields.get("ProcReturnCode", "")

    @property
    def is_approved(self) -> bool:
        """The bank said yes to the request itself."""
        return self.code == "00" and self.fields.get("Response") == "Approved"

    @property
    def words(self) -> str:
        """The bank's own code and words."""
        return f"{self.code} {self.fields.get('ErrMsg', '')}".strip()[:200]


class NestPayClient:
    """The keys and the host of one shop at one bank."""

    def __init__(
        self, *, base_url: str, client_id: str, user_name: str, password: str, store_key: str
    ) -> None:
        """`user_name` and `password` are those of the bank's API user."""
        self.base_url = base_url.rstrip("/")
        self.client_id = client_id
        self.user_name = user_name
        self.password = password
        self.store_key = store_key

    @property
    def gate_url(self) -> str:
        """Where the payer's browser posts the form."""
        is_lower = self.base_url.endswith(LOWER_CASE_GATES)
        return self.base_url + ("/fim/est3dgate" if is_lower else "/fim/est3Dgate")

    def call(self, fields: Mapping[str, str], extra: Mapping[str, str] | None = None) -> ApiAnswer:
        """Send a CC5Request. Raises: ProviderRetryable, ProviderInDoubt."""
        root = Element("CC5Request")
        credentials = {
            "Name": self.user_name,
            "Password": self.password,
            "ClientId": self.client_id,
        }
        for name, value in {**credentials, **fields}.items():
            SubElement(root, name).text = value
        if extra:
            inner = SubElement(root, "Extra")
            for name, value in extra.items():
                SubElement(inner, name).text = value
        xml = tostring(root, encoding=ENCODING).decode(ENCODING)
        raw = post_form(self.base_url + "/fim/api", {"DATA": xml}, encoding=ENCODING)
        return read_answer(raw)


def read_answer(raw: bytes) -> ApiAnswer:
    """The answer's fields. Raises: ProviderInDoubt for anything but a CC5Response."""
    try:
        root = ElementTree.fromstring(raw)
    except (ParseError, DefusedXmlException, ValueError):
        raise ProviderInDoubt("no XML") from None
    if root.tag != "CC5Response":
        raise ProviderInDoubt("no CC5Response")
    extra = root.find("Extra")
    return ApiAnswer(
        fields={one.tag: (one.text or "").strip() for one in root if one.tag != "Extra"},
        extra={one.tag: (one.text or "").strip("\r\n ") for one in extra}
        if extra is not None
        else {},
    )
