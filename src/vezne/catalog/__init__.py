"""What a seller sells, at which price, and with which discount codes.

A seller's **platform** is a group of **products** (services); suspension shuts all entitlement
keys that the products of one platform give. A product is sold as **plans** (subscriptions) and,
where it counts a credit unit, as **credit packs**. Prices lie in numbered **versions**: the highest
number is what is sold now, an older one is what somebody bought; a trigger refuses to change or
delete a version, so a sold price and its taxes never change under its buyer. A **coupon**
lowers the net of an invoice.

Tables
    Platform, Product, Plan, CreditPack   edited by the seller's desk, never deleted (`is_active`)
    PlanVersion, PackVersion              append-only prices
    Coupon, CouponUse                     the code with its limits; one use per invoice

Everybody reads the catalogue (offers are public); only the seller's desk writes it. Buyers spend
coupons, which changes a row of the seller's: `coupon_redeem` and `coupon_release` alone take the
wider role for that, under a lock on the coupon, so the last use is given once.

Writes (`services`): platform, product, plan, pack and coupon `_add` / `_change`, `plan_price_set`,
`pack_price_set`, `coupon_redeem`, `coupon_release`.
Reads (`queries`): `offers_for`, `catalogue_tree`, `current_version`, `platforms_for`,
`coupon_check`, and `get_…` of each table within its seller.
Law (`taxes`): rates, withholding codes with their floor, exemptions, each by its day; pure.
Rules (`coupons`): what a coupon gives to a purchase, and why it does not; pure, without Django's
tables.
"""
