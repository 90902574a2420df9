"""What a seller tells its buyers: how to reach it, and the texts that they accept when they buy.

**Support contacts** are shown on every page of a buyer, also when it is shut out. **Legal texts**
(pre-information, distance-sale contract, consent to storing a card) are versions: published, never
changed (a trigger refuses), replaced by the next number. A text holds places such as `{satici}`,
`{hizmet}` and `{tutar}`, filled for each sale by `texts.render`; only the places of
`texts.PLACES` exist, and a text with any other is not published. An **acceptance** keeps who
accepted which version for which payment, when, from where, and in exactly which words.

A new seller starts from the texts of `defaults`, in Turkish and English.

Tables: SupportContact, LegalText (everybody reads, the seller writes); Acceptance (trade rows,
append-only).

Writes (`services`): `contact_add`, `contact_change`, `contact_remove`, `text_publish`,
`texts_start`, `acceptance_record`.
Reads (`queries`): `contacts_for`, `get_contact`, `texts_for`, `find_text`, `text_versions_of`,
`acceptances_of`.
"""
