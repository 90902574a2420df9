"""What a seller tells: how to reach it, the texts that buyers accept, and all that it writes.

**Support contacts** are shown on every page of a buyer, also when it is shut out. **Legal texts**
(pre-information, distance-sale contract, consent to storing a card) are versions: published, never
changed (a trigger refuses), replaced by the next number. A text holds places such as `{satici}`,
`{hizmet}` and `{tutar}`, filled for each sale by `texts.render`; only the places of
`texts.PLACES` exist, and a text with any other is not published. An **acceptance** keeps who
accepted which version for which payment, when, from where, and in exactly which words.
A new seller starts from the texts of `defaults`, in Turkish and English.

**Articles** are what a seller writes in Markdown (`markdown`: cleaned twice), in Turkish and, if it
likes, English: news and offers (Son Haberler), questions below their headings (SSS), guides, which
may be about a product. draft ↔ published; drafts are hidden by row security too. *Public* ones are
read by strangers on the seller's pages, others in the panel. They are found by folded words
(`search`). **Announcements** speak to all buyers, those of a platform or product, or one account,
to some roles, for a time. Each reader puts one away for themselves; other words make a new
revision, which is shown again. News may come out at an instant (`publish_at`); what comes out is
told to its readers once for each version of its words (`flows.announcing`). **Pictures** lie in
the private file store; texts show them by `/resim/pic_…/`, which strangers see where a public text
shows it. The audit log is the history.

Tables: SupportContact, LegalText, Topic, Picture (everybody reads, the seller writes); Article,
Announcement (published ones are read, the latter by whom it is for); Acceptance (trade rows,
append-only); Dismissal (the account's own).

Writes (`services`): `contact_…`, `text_publish`, `texts_start`, `acceptance_record`; `article_add`,
`_change`, `_publish`, `_schedule`, `_withdraw`, `_move`, `_remove`; `topic_…`; `announcement_add`,
`_change`, `_publish`, `_withdraw`, `_dismiss`; `…_tell_claim`, `article_come_out`;
`picture_keep` (outside a transaction), `picture_add`.
Reads (`queries`): `contacts_for`, `get_contact`, `texts_for`, `find_text`, `text_versions_of`,
`acceptances_of`; for readers `articles_for`, `get_article_for`, `guides_about`,
`announcements_for`, `pinned_for`, `get_announcement_for`, `shown` (words of a language); for the
desk `articles_of`, `announcements_of`, `topics_of`, `pictures_of` and `get_…` of each.
"""
