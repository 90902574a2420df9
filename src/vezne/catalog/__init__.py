"""What a seller sells, at which price, and with which discount codes.

A seller's **platform** is a group of **products** (services); suspension shuts all entitlement
keys that the products of one platform give. A product is sold as **plans** (subscriptions) and,
where it counts a credit unit, as **credit packs**. Prices lie in numbered **versions**: the highest
number is what is sold now, an older one is what somebody bought; a trigger refuses to change or
delete a version, so a sold price and its taxes never change under its buyer. A **coupon**
lowers the net of an invoice.

A product may ask its buyer to configure something (**options**: a choice of a list, a quantity, a
text, yes or no). Each choice has its own price for plans of one period, and a price to set it up
once; they lie in versions like the others. What a buyer answers is checked and priced by one pure
function, `configuring.configure`, for the live page and for the order alike.

Tables
    Platform, Product, Plan, CreditPack   edited by the seller's desk, never deleted (`is_active`)
    ProductOption, OptionChoice           the same
    PlanVersion, PackVersion, ChoicePrice append-only prices
    Coupon, CouponUse                     the code with its limits; one use per invoice

Everybody reads the catalogue (offers are public); only the seller's desk writes it. Buyers spend
coupons, which changes a row of the seller's: `coupon_redeem` and `coupon_release` alone take the
wider role for that, under a lock on the coupon, so the last use is given once.

Writes (`services`): platform, product, plan, pack, option, choice and coupon `_add` / `_change`,
`plan_price_set`, `pack_price_set`, `choice_price_set`, `coupon_redeem`, `coupon_move`,
`coupon_release`.
Reads (`queries`): `offers_for`, `offered_options`, `options_of`, `options_on`,
`catalogue_tree`, `current_version`, `platforms_for`,
`coupon_check`, and `get_…` of each table within its seller.
Law (`taxes`): rates, withholding codes with their floor, exemptions, each by its day; pure.
Rules (`configuring`): what answers to options come to, and what is wrong with them; pure.
Rules (`coupons`): what a coupon gives to a purchase, and why it does not; pure, without Django's
tables.
"""
