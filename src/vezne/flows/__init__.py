"""What the business says, each in one function and one transaction over several packages.

checkout      a buyer asks for a plan or a pack, applies a coupon, begins to pay
settlement    an attempt's outcome becomes money in the ledger, a paid invoice, an open service
renewal       the next period's invoice is opened ahead of its due instant; Yenile opens it early
automatic     a stored card pays what is due, and is tried again by the retry rules
dunning       reminders before, on and after the due instant; the last day; the suspension
changes       upgrade now, downgrade at renewal, cancel at period end, resume
expiry        an order that waits for its money and is not paid in time expires
approvals     a paid pack that needs approval is granted or given back
bank          a bank movement arrives: whose it is, what it pays; with bank_paying (which invoices),
              bank_reversal, bank_queue (what staff does), bank_undoing (what it puts right),
              bank_promises (the payer's side)
exchange_differences  a document in another currency is paid at another rate
forgetting    unfinished sign-ups, old codes and files without a row, once a day
tick          everything that is due at an instant, done from the data until nothing is left
messages      the words of all of these
tasks         the queue's thin entrances to the same functions

Outside calls never stand inside a transaction: intent → commit → call → result.
"""
