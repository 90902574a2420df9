"""Legal documents: e-Fatura, e-Arşiv and gider pusulası, from a draft to the buyer's inbox.

An open invoice (`invoicing`) asks for money; this package holds the paper that the law wants for
it. One invoice has at most one *live* document. What it says (parties, lines, taxes, rate) is taken
once, as a `DocumentDraft`; a later change of an address or a price changes no document.

    draft ──► issued ──► sent ──► accepted ──► cancelled (e-Arşiv) / declined (TICARI, by the buyer)
      │          │  ▲      │
      ▼          ▼  │      └► refused: its number is spent; a new document takes its place
    blocked    unknown

draft      ETTN fixed, facts kept; e-Fatura or e-Arşiv is decided by asking who is registered
blocked    a check says no; nothing was numbered, nothing is sent; staff reads why
issued     numbered and stored; not yet at the integrator (or it said *later*)
unknown    sent, without a certain answer: asked about by its ETTN, never numbered again
sent       the integrator has it; the tax office works on it
accepted   legally issued; mailed to the buyer
refused    certain no after numbering; the number stays in the books as spent

Numbers: three letters + year + nine digits, one **Series** per seller, letters and year. Drafted
and checked with a placeholder, numbered last, in the transaction that issues, under the lock of the
series' row: no gap, no duplicate, dates never fall back (decision 0012).

Tables: Issuer, Series, Document, DocumentEvent (append-only), IntegratorAccount, IncomingDocument
(the buyer's iade invoice), ExchangeDifference (what a payment at another rate made). Snapshot and
XML are encrypted.

Pure: `draft` (what a document says), `reckoning` (its sums), `rates` (what the law allowed when),
`exchange` (kur farkı), `words` (amounts as words), `ubl` (the XML), `checks` (what efatura-kontrol
does not see), `qr`.
`kontrol` runs efatura-kontrol, in the worker only. `prints` makes the PDF with Typst.
`integrators` carry documents out; only this package knows them, and they know none of our rows.

Writes: see `services`. Reads: see `queries`. Events: document.accepted, document.refused,
document.declined, document.blocked, document.cancelled, document.incoming. Facts come from above:
`flows.document_facts` reads invoice, address, payment and rate and hands them in.
"""
