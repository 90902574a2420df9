"""Turkish letters: case, search folding and sort order without any collation of the server.

Python's own `upper`/`lower` are wrong here: 'istanbul'.upper() is ISTANBUL and 'İ'.lower() has two
characters. Never use these on codes, e-mail addresses or IBANs, which are ASCII.
"""

from __future__ import annotations

import unicodedata

_TO_LOWER = str.maketrans("Iİ", "ıi")
_TO_UPPER = str.maketrans("ıi", "Iİ")
_MARKED, _PLAIN = "ıİşŞğĞüÜöÖçÇâÂîÎûÛ", "iissgguuooccaaiiuu"
_FOLD = str.maketrans(_MARKED, _PLAIN)


def tr_lower(text: str) -> str:
    """Lower case as Turkish writes it: IĞDIR → ığdır."""
    return text.translate(_TO_LOWER).lower()


def tr_upper(text: str) -> str:
    """Upper case as Turkish writes it: istanbul → İSTANBUL."""
    return text.translate(_TO_UPPER).upper()


def fold(text: str) -> str:
    """For search: no case, no Turkish marks, single spaces; `Şişli İNŞAAT` → `sisli insaat`."""
    plain = unicodedata.normalize("NFC", text).translate(_FOLD).lower()
    return " ".join(plain.split())


def fold_sql(expression: str) -> str:
    """The SQL of `fold` for a text that has single spaces, whatever the database's collation."""
    return f"lower(translate({expression}, '{_MARKED}', '{_PLAIN}') COLLATE \"C\")"


_LETTERS = "abcçdefgğhıijklmnoöpqrsştuüvwxyzâîû"
_PLACES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`aALZ"
_TO_PLACES = str.maketrans(_LETTERS, _PLACES)


def tr_key(text: str) -> str:
    """Sort key of the Turkish alphabet, the same as the database function of this name."""
    return tr_lower(text).translate(_TO_PLACES)


TR_KEY_SQL = """
CREATE OR REPLACE FUNCTION tr_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT translate(lower(translate(value, 'Iİ', 'ıi')),
        'abcçdefgğhıijklmnoöpqrsştuüvwxyzâîû',
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`aALZ') COLLATE "C"
$$;
"""
"""Sort key of the Turkish alphabet as plain bytes; usable in indexes and ORDER BY."""
