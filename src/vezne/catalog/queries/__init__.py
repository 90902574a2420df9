"""All reads of the catalogue: `offers` (public), `desk`, single `rows`, `coupons`.

The catalogue is public, so nothing here needs a buyer; only `coupon_check` reads a buyer's uses.
"""

from __future__ import annotations

from vezne.catalog.coupons import normal_code
from vezne.catalog.queries.coupons import (
    coupon_check,
    coupon_uses_of,
    coupons_for,
    find_coupon_use,
    get_coupon,
    has_used,
    rule_of,
)
from vezne.catalog.queries.desk import (
    TreePack,
    TreePlan,
    TreePlatform,
    TreeProduct,
    catalogue_tree,
    pack_versions_of,
    plan_versions_of,
    platforms_for,
)
from vezne.catalog.queries.offers import (
    ProductOffers,
    current_pack_version,
    current_version,
    is_offered,
    offers_for,
    plans_on_offer,
)
from vezne.catalog.queries.options import (
    ShownChoice,
    ShownOption,
    configured_products,
    get_choice,
    get_option,
    offered_options,
    offered_with,
    options_of,
    options_on,
)
from vezne.catalog.queries.rows import (
    find_pack_version,
    find_plan_version,
    find_product,
    find_product_counting,
    get_pack,
    get_pack_version,
    get_plan,
    get_plan_version,
    get_platform,
    get_product,
    products_in,
)

__all__ = [
    "ProductOffers",
    "ShownChoice",
    "ShownOption",
    "TreePack",
    "TreePlan",
    "TreePlatform",
    "TreeProduct",
    "catalogue_tree",
    "configured_products",
    "coupon_check",
    "coupon_uses_of",
    "coupons_for",
    "current_pack_version",
    "current_version",
    "find_coupon_use",
    "find_pack_version",
    "find_plan_version",
    "find_product",
    "find_product_counting",
    "get_choice",
    "get_coupon",
    "get_option",
    "get_pack",
    "get_pack_version",
    "get_plan",
    "get_plan_version",
    "get_platform",
    "get_product",
    "has_used",
    "is_offered",
    "normal_code",
    "offered_options",
    "offered_with",
    "offers_for",
    "options_of",
    "options_on",
    "pack_versions_of",
    "plan_versions_of",
    "plans_on_offer",
    "platforms_for",
    "products_in",
    "rule_of",
]
