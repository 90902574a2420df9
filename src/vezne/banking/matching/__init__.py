"""Whose is a line? Pure: `clues` are read from its words, a decision is made from what they mean.

normal       words as they are searched
references   our own codes, invoice references, IBANs and tax ids in free text
phones       telephone numbers in free text, by the library and by our own reading
kinds        what a line is: money in, a fee, our own transfer, a payout, a reversal
decide       clues and what they mean → a buyer with its tier, or the reasons why none
"""
