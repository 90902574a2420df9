"""The central bank's bulletins with invented rates: `/kurlar/YYYYMM/DDMMYYYY.xml`.

Shaped as the bank's own file: 404 on weekends and on days that have not come, quotes per 100 units,
empty elements, blanks at the end of names. The rate of a day follows from its date alone.
"""
