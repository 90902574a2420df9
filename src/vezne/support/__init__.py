"""Destek: what a buyer asks a seller's people, and what they answer, until both are content.

Its own package (docs/decisions/0014): it knows accounts and nothing that is sold. What a ticket is
about is a public id and words that the caller gives.

Tables
    SupportTerms    a seller's rules: working hours, reopening, closing by itself, mail addresses
    ServiceLevel    per priority: within how many working minutes to answer, and to solve
    Department      where a ticket goes; shown to buyers
    CannedReply     words that the seller's people use again
    Ticket          one affair between a seller and a buyer, numbered per seller
    TicketMessage   what was said, by whom, from where; append-only
    TicketNote      what the seller's people tell each other; the buyer's scope cannot see it
    TicketEvent     who assigned, closed, merged … and when; append-only
    Attachment      a file of a message, in the private store (`core.files`); append-only
    NoteFile        a file of a note; as far from the buyer as the note
    InboundMail     a mail that came in, its original sealed in the store; the seller's alone

States of a ticket
    open → answered → open …   open: the seller's turn, its clock runs; answered: the buyer's turn
    open, answered → closed    by either side, or by itself when the buyer stays silent
    closed → open              by the buyer's next words, for as long as the seller says
    open, answered → merged    into another ticket of the same buyer; for good

States of a mail
    received → taken      it is a message; its token named the ticket
    received → drafted    it is the draft of an application (`flows.application_mail`)
    received → waiting    a person says whose it is: taken, or discarded with a reason
    received → ignored    a program wrote it (reply, bounce, list, our own); staff may still take it

Operations (`services`)
    terms_set, department_add, department_change, canned_add, canned_change, canned_remove
    ticket_open, ticket_reply (the buyer), ticket_answer (the seller), note_add
    ticket_assign, ticket_move (department, priority, subject), ticket_close, ticket_reopen,
    ticket_merge, ticket_rate, late_told
    mail_keep (once a mail, however often it comes), mail_taken, mail_waits, mail_ignored,
    mail_discard, check_rate
Reads (`queries`): tickets_for, tickets_of_seller, get_ticket, conversation_of, notes_of, …

Rules
    Every write locks its ticket's row. The same key twice writes once. Words for a merged ticket
    go to the one that it was merged into. An answer names the last message that its writer had
    seen; when another came in between, it is refused and nothing is lost. Two clocks run in
    working time (`business_hours`): until the next answer, and until the end; the second stands
    while it is the buyer's turn. One rating, 1 to 5, of a closed ticket.

    A mail's sender is shown and never believed: its token is the key. Subjects, quotes and
    signatures are cut for the page; the original stays.

Pure: `business_hours` (arithmetic of working time), `mail_reading` (a hostile mail, read),
`mail_words` (without history and signature), `mail_html` (a page's words).
"""
