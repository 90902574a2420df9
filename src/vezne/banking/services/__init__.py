"""All writes of banking, one file per noun.

bank_account   a seller's accounts, their feeds and secrets, the seller's rules
recording      lines become movements, once over all channels
judging        what a line is and whose
bookkeeping    movements in the ledger and in their states
promise        a buyer chose transfer for an invoice
notice         Havale/EFT bildir
payer          confirmed payers: learned, forgotten
statement      uploaded files; batches: read line by line; apart: by another process; bulk: written
message        signed calls: stored, marked
task           what a person must look at
"""
