"""PayTR: iframe token → hosted page, notice (Bildirim), refunds, status, stored cards, reports.

signing    `paytr_token` of requests and the hash of notices; pure
client     one HTTP call: fields hashed, form sent, JSON read
messages   requests built and answers read, amounts in three formats; pure
errors     reason codes → our closed vocabulary; pure
verdicts   what a notice or a status answer proves; pure
provider   the contract of `providers.base` on top of them

Sources: dev.paytr.com (iframe-api, direkt-api, kart-saklama-api, iade-api, durum-sorgu,
islem-dokumu). The order in which fields are hashed stands only in PayTR's sample code.

The notice is PayTR's proof: its hash covers order number, state and total, and the amount and the
currency of the order were hashed when its token was asked for. It is confirmed by a status query
where that answers. Nothing outside the hash is believed: reason codes choose words only, and a
`utoken` counts only when PayTR lists the card that was charged under it.

The iframe's own documentation does not name `store_card`; the token request carries it when the
payer wants the card kept, and a contract without that permission simply tells no `utoken`.
"""
