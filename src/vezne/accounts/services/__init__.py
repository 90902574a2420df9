"""All writes of accounts; keyword-only, with `now` and `actor` from the edge."""

from vezne.accounts.services.account import (
    ProfileChanges,
    account_create,
    seller_make,
    seller_profile_change,
)
from vezne.accounts.services.address import (
    address_add,
    address_archive,
    address_change,
    address_make_default,
)
from vezne.accounts.services.code import CodeWish, code_claim, code_make, code_sent, code_use
from vezne.accounts.services.details import (
    DetailChanges,
    account_details_change,
    account_identity_set,
)
from vezne.accounts.services.invitation import (
    Invited,
    NewPerson,
    invitation_accept,
    invitation_create,
    invitation_revoke,
)
from vezne.accounts.services.key import api_key_create, api_key_revoke
from vezne.accounts.services.membership import (
    membership_change,
    membership_end,
    membership_grant,
)
from vezne.accounts.services.password import password_check, user_password_set
from vezne.accounts.services.phone import user_phone_change
from vezne.accounts.services.portal import PortalRequest, portal_session_create, portal_session_use
from vezne.accounts.services.session import session_end, sessions_end
from vezne.accounts.services.sign_up import (
    SignUpDetails,
    SignUpWish,
    find_sign_up,
    find_sign_up_by_token,
    sign_up_begin,
    sign_up_mail_confirm,
    sign_up_phone_confirmed,
    sign_up_phone_set,
)
from vezne.accounts.services.user import user_create, user_list_close, user_preferences_change
from vezne.accounts.services.visit import VisitParties, visit_begin, visit_end

__all__ = [
    "CodeWish",
    "DetailChanges",
    "Invited",
    "NewPerson",
    "PortalRequest",
    "ProfileChanges",
    "SignUpDetails",
    "SignUpWish",
    "VisitParties",
    "account_create",
    "account_details_change",
    "account_identity_set",
    "address_add",
    "address_archive",
    "address_change",
    "address_make_default",
    "api_key_create",
    "api_key_revoke",
    "code_claim",
    "code_make",
    "code_sent",
    "code_use",
    "find_sign_up",
    "find_sign_up_by_token",
    "invitation_accept",
    "invitation_create",
    "invitation_revoke",
    "membership_change",
    "membership_end",
    "membership_grant",
    "password_check",
    "portal_session_create",
    "portal_session_use",
    "seller_make",
    "seller_profile_change",
    "session_end",
    "sessions_end",
    "sign_up_begin",
    "sign_up_mail_confirm",
    "sign_up_phone_confirmed",
    "sign_up_phone_set",
    "user_create",
    "user_list_close",
    "user_password_set",
    "user_phone_change",
    "user_preferences_change",
    "visit_begin",
    "visit_end",
]
