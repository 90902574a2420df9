"""Kinds of application about people: a user more, a user less, and who an individual is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from vezne.accounts.errors import EmailTaken, PhoneTaken, UsernameTaken
from vezne.accounts.identifiers import is_mobile
from vezne.accounts.models import AccountKind, Role
from vezne.accounts.people import TeamRow, team_of
from vezne.accounts.queries import get_account, seller_profile_of, tax_id_of
from vezne.accounts.services import account_identity_set, membership_grant, user_create
from vezne.applications.kinds import (
    ApplicationKind,
    Approved,
    Paper,
    Parties,
    Question,
    QuestionKind,
)
from vezne.applications.types import IDENTITY
from vezne.core.clock import real_now
from vezne.core.errors import NotFound
from vezne.flows.application_kinds import SIGNED_IF_ASKED, refuse_for_others
from vezne.flows.errors import MemberGone, PersonNotMade, PersonUnreachable
from vezne.flows.forgotten import Asked, password_mail_ask
from vezne.flows.team import member_remove

ID_FRONT = Paper("id_front", _("Kimlik ön yüzü"))
ID_BACK = Paper("id_back", _("Kimlik arka yüzü"))


def _by_request(parties: Parties) -> bool:
    """Where the account's own Admin adds users, nobody asks the seller for it."""
    return seller_profile_of(parties.seller_id).users_by_request


# -- one more --------------------------------------------------------------------------------


def _roles(_parties: Parties) -> list[tuple[str, str]]:
    order = (Role.STAFF, Role.MANAGER, Role.VIEWER, Role.ADMIN)
    return [(role.value, str(role.label)) for role in order]


def _add_check(_parties: Parties, values: Mapping[str, str]) -> None:
    """The first password comes by a mailed link or an SMS code. Raises: PersonUnreachable."""
    phone = values.get("phone", "")
    if not values.get("email") and not (phone and is_mobile(phone)):
        raise PersonUnreachable


def _add_apply(approved: Approved) -> str:
    """Make the user and seat them; who has an address gets a link to choose a password.

    Raises: OthersConcerned, PersonNotMade.
    """
    refuse_for_others(approved)
    values = approved.values
    try:
        user = user_create(
            first_name=values["first_name"],
            last_name=values["last_name"],
            email=values.get("email", ""),
            phone=values.get("phone", ""),
            email_verified=True,  # who chooses the first password has read the link in that mailbox
            now=approved.now,
            actor=approved.actor,
        )
    except (EmailTaken, PhoneTaken, UsernameTaken):
        raise PersonNotMade from None
    membership_grant(
        user_id=user.pk,
        account_id=approved.parties.buyer_id,
        role=values["role"],
        now=approved.now,
        actor=approved.actor,
    )
    if user.email:
        asked = Asked(target=user.email, voice_id=approved.parties.seller_id)
        password_mail_ask(asked=asked, real_now=real_now())
    return str(user.public_id)


USER_ADD = ApplicationKind(
    key="user_add",
    title=_("Kullanıcı ekleme"),
    summary=_("Hesabınızda oturum açacak yeni bir kişi için; kimlik fotokopisiyle."),
    questions=(
        Question("first_name", _("Ad"), longest=80),
        Question("last_name", _("Soyad"), longest=80),
        Question("tckn", _("T.C. kimlik no"), QuestionKind.TCKN),
        Question(
            "email",
            _("E-posta"),
            QuestionKind.EMAIL,
            is_required=False,
            help=_("Parolasını belirleyeceği bağlantı bu adrese gider."),
            longest=254,
        ),
        Question(
            "phone",
            _("Cep telefonu"),
            QuestionKind.PHONE,
            is_required=False,
            help=_("E-postası yoksa parolasını SMS koduyla belirler."),
        ),
        Question("role", _("Rol"), QuestionKind.CHOICE, choices=_roles),
    ),
    papers=(ID_FRONT, ID_BACK, SIGNED_IF_ASKED),
    declaration=_(
        "Bilgileri yukarıda yazılı kişinin hesabımda kullanıcı olarak tanımlanmasını isterim."
    ),
    apply=_add_apply,
    check=_add_check,
    is_offered=_by_request,
)

# -- one less --------------------------------------------------------------------------------


def _member_words(row: TeamRow) -> str:
    return f"{row.name} ({row.role_label})"


def _members(parties: Parties) -> Sequence[tuple[str, str]]:
    return [(row.public_id, _member_words(row)) for row in team_of(parties.buyer_id)]


def _member_basis(parties: Parties, values: Mapping[str, str]) -> dict[str, str]:
    """Who it was, in which role: another role, or none, needs another look."""
    found = dict(_members(parties)).get(values.get("member", ""))
    return {"member": found} if found else {}


def _remove_apply(approved: Approved) -> str:
    """End the membership; access ends at once. Raises: OthersConcerned, MemberGone, LastAdmin."""
    refuse_for_others(approved)
    wanted = approved.values["member"]
    rows = [row for row in team_of(approved.parties.buyer_id) if row.public_id == wanted]
    if not rows:
        raise MemberGone
    try:
        member_remove(
            account_id=approved.parties.buyer_id,
            membership_id=rows[0].membership_id,
            now=approved.now,
            actor=approved.actor,
            by_seller=True,
        )
    except NotFound:  # just now, by somebody else
        raise MemberGone from None
    return wanted


USER_REMOVE = ApplicationKind(
    key="user_remove",
    title=_("Kullanıcı çıkarma"),
    summary=_("Bir kişinin hesabınıza erişimini sonlandırmak için."),
    questions=(
        Question("member", _("Çıkarılacak kullanıcı"), QuestionKind.CHOICE, choices=_members),
        Question("why", _("Nedeni"), QuestionKind.LONG, is_required=False, longest=1_000),
    ),
    papers=(SIGNED_IF_ASKED,),
    declaration=_("Yukarıda adı yazılı kullanıcının hesabıma erişiminin kaldırılmasını isterim."),
    apply=_remove_apply,
    basis=_member_basis,
    is_offered=_by_request,
)

# -- who an individual is --------------------------------------------------------------------


def _is_person(parties: Parties) -> bool:
    return get_account(parties.buyer_id).kind == AccountKind.PERSON


def _identity_known(parties: Parties) -> dict[str, str]:
    account = get_account(parties.buyer_id)
    first, _space, last = account.legal_name.rpartition(" ")
    return {"first_name": first or last, "last_name": last if first else "",
            "tckn": tax_id_of(account)}  # fmt: skip


def _identity_basis(parties: Parties, _values: Mapping[str, str]) -> dict[str, str]:
    account = get_account(parties.buyer_id)
    return {"first_name": account.legal_name, "tckn": account.tax_id_index}


def _identity_apply(approved: Approved) -> str:
    """The account has the name and number of the documents. Raises: OthersConcerned."""
    refuse_for_others(approved)
    values = approved.values
    account = account_identity_set(
        account_id=approved.parties.buyer_id,
        legal_name=f"{values['first_name']} {values['last_name']}",
        tckn=values["tckn"],
        now=approved.now,
        actor=approved.actor,
    )
    return str(account.public_id)


IDENTITY_CHECK = ApplicationKind(
    key=IDENTITY,
    title=_("Kimlik doğrulama"),
    summary=_("Kimlik doğrulaması isteyen hizmetleri sipariş edebilmek için."),
    questions=(
        Question("first_name", _("Ad"), longest=80, help=_("Kimliğinizde yazdığı gibi.")),
        Question("last_name", _("Soyad"), longest=80),
        Question("tckn", _("T.C. kimlik no"), QuestionKind.TCKN),
    ),
    papers=(
        ID_FRONT,
        ID_BACK,
        Paper(
            "selfie",
            _("Kimliğinizle çekilmiş fotoğrafınız"),
            is_required=False,
            help=_("Yüzünüz ve kimliğin ön yüzü birlikte görünmeli."),
        ),
    ),
    declaration=_(
        "Yukarıdaki kimlik bilgilerinin ve eklediğim belgelerin bana ait olduğunu beyan ederim."
    ),
    apply=_identity_apply,
    is_single=True,
    prefill=_identity_known,
    basis=_identity_basis,
    is_offered=_is_person,
)
ALL = (USER_ADD, USER_REMOVE, IDENTITY_CHECK)
"""What `config` registers at start."""
