"""People and firms: who trades, who signs in, with what role, and by which key programs call."""

from __future__ import annotations

from vezne.accounts.models.accounts import Account, AccountKind, Address, SellerProfile
from vezne.accounts.models.entrances import ApiKey, CodePurpose, OneTimeCode, PortalSession, SignUp
from vezne.accounts.models.members import Invitation, Membership, Role
from vezne.accounts.models.people import Theme, User, UserManager, UserPhone

__all__ = [
    "Account",
    "AccountKind",
    "Address",
    "ApiKey",
    "CodePurpose",
    "Invitation",
    "Membership",
    "OneTimeCode",
    "PortalSession",
    "Role",
    "SellerProfile",
    "SignUp",
    "Theme",
    "User",
    "UserManager",
    "UserPhone",
]
