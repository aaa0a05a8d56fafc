"""Personal data known by their shape: phones, e-mails, plates, social security, bank accounts, dates of birth.

Every finder takes the text as ``garde`` folds it (no accent, one kind of space, of hyphen and of apostrophe) and yields
spans. Every pattern has bounded repeats, so that a hostile text costs no more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from observatory.domain.garde_lecture import Reading, Span
from observatory.domain.garde_lexique import NO_SERIES, SHORT_WORDS

# --- phones -----------------------------------------------------------------------------------------------------------

_GAP = r"[ \t._/,()·-]{0,3}"
_START = r"(?:(?<=0)(?<![0-9+]0)(?<![0-9][.,/_-]0)|(?<=[Oo])(?<![0-9A-Za-z][Oo]))"
_NATIONAL = re.compile(rf"[0Oo]{_START}{_GAP}[1-79](?:{_GAP}[0-9Oo]){{8}}(?![0-9A-Za-z])")
_NO_PLUS = re.compile(rf"33(?<![0-9+(]33){_GAP}[67](?:{_GAP}[0-9]){{8}}(?![0-9])")
_ABROAD = r"[+0](?:(?<=\+)(?<![0-9A-Za-z]\+)|(?<=0)(?<![0-9A-Za-z+]0)0)"
_FRENCH_ABROAD = re.compile(
    rf"{_ABROAD}{_GAP}(?:33|262|508|59[046]|68[179]){_GAP}(?:0{_GAP})?[1-9](?:{_GAP}[0-9]){{8}}(?![0-9])"
)
_FOREIGN = re.compile(rf"{_ABROAD}(?<![0-9][ .]00)[ .]?[1-9](?:[ .()/-]{{0,2}}[0-9]){{7,13}}(?![0-9])")
_WITHOUT_ZERO = re.compile(rf"[67](?<![0-9+].)(?<![0-9][ .,/-].)(?:{_GAP}[0-9]){{8}}(?![0-9])")
_PHONE_WORD = re.compile(
    r"\b(?:tel|telephone|portable|port|mobile|gsm|num|numero|joindre|joignable|appeler|rappeler|contacter|whatsapp|sms)\b"
    r"[^0-9]*$"
)
_LOOKS_DATED = re.compile(
    r"(?:[0-2][0-9]|3[01])([/.-])(?:0[1-9]|1[0-2])\1(?:(?:19|20)[0-9]{2}|[0-9]{2})(?!\1)[^0-9]"
    r"|(?:[0-2][0-9]|3[01]) (?:0[1-9]|1[0-2]) (?:19|20)[0-9]{2} "
)
_REFERENCE_WORD = re.compile(
    r"\b(?:dossier|reference|ref|ticket|facture|commande|compteur|contrat|siret|siren|colis|serie|matricule)\b"
    r"(?: d[e'][ ]?[a-z]{1,14})?[ .:n°o]{0,8}$"
)
_DECIMAL = re.compile(r"0[.,][0-9]{9}")
_FIGURE = (
    "zero|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|"
    "quarante|cinquante|soixante|septante|huitante|octante|nonante"
)
_SPELLED = re.compile(
    rf"[z0](?:(?<=0)|ero)(?<![\w,.-]0)(?<!\wzero)[ ,.-]{{0,3}}(?:un|deux|trois|quatre|cinq|six|sept|neuf|[1-79])"
    rf"(?:[ ,.-]{{1,3}}(?:et[ -])?(?:{_FIGURE}|[0-9]{{1,2}})\b){{4,24}}"
)


def phones(reading: Reading) -> Iterator[Span]:
    """Phone numbers in figures or in words; service numbers (08…) and short ones (17, 3919, 31 01) are nobody's."""
    for pattern in (_FRENCH_ABROAD, _FOREIGN):
        yield from (found.span() for found in pattern.finditer(reading.plain))
    yield from (found.span() for found in _NO_PLUS.finditer(reading.plain))
    for found in _NATIONAL.finditer(reading.plain):
        if not _is_something_else(reading, found):
            opened = found[0][1] == ")" and reading.plain[found.start() - 1 : found.start()] == "("
            yield found.start() - opened, found.end()
    for found in _WITHOUT_ZERO.finditer(reading.plain):
        if _PHONE_WORD.search(reading.before(found.start())):
            yield found.span()
    for found in _SPELLED.finditer(reading.low):
        if len(re.findall(r"[a-z]{2,}", found[0])) >= 4:
            yield found.span()


def _is_something_else(reading: Reading, found: re.Match[str]) -> bool:
    """A date with an hour, a decimal, or the undivided number of a file."""
    number = found[0]
    if sum(sign.isdigit() for sign in number) < 8 or _LOOKS_DATED.match(number) or _DECIMAL.fullmatch(number):
        return True
    return number.isdigit() and bool(_REFERENCE_WORD.search(reading.before(found.start())))


# --- e-mails ----------------------------------------------------------------------------------------------------------

_LOCAL = r"(?<![\w.+%-])\w[\w.+%-]{0,63}"
_DOT = r"(?: ?\.| \. | (?:point|dot) | ?[(\[] ?(?:point|dot) ?[)\]] ?)"
_MAIL = re.compile(rf"{_LOCAL}@[a-z][\w-]{{1,62}}(?: ?\.[a-z][\w-]{{1,62}}){{0,4}}", re.IGNORECASE)
_MAIL_TOLD = re.compile(
    rf"(?<![\w.+%-])(?:\w[\w.+%-]{{0,63}} (?:point|tiret|underscore|tiret du bas) ){{0,4}}\w[\w.+%-]{{0,63}}"
    rf" ?(?:@|\barr?obase?s?\b|\bchez\b(?= [\w-]{{1,62}} point )|[(\[] ?(?:at|arobase) ?[)\]]) ?"
    rf"[a-z0-9][\w-]{{0,62}}(?:{_DOT}[a-z0-9][\w-]{{0,62}}){{1,4}}"
)
_AT = re.compile(r"@|arr?obas|[(\[] ?at|\bchez\b")


def emails(reading: Reading) -> Iterator[Span]:
    """E-mail addresses, also told (« nom arobase domaine point fr »)."""
    if "@" in reading.plain:
        yield from (found.span() for found in _MAIL.finditer(reading.plain))
    if _AT.search(reading.low):
        yield from (found.span() for found in _MAIL_TOLD.finditer(reading.low))


# --- plates -----------------------------------------------------------------------------------------------------------

_L = "[A-HJ-NP-TV-Z]"
_PLATE = re.compile(
    rf"(?<![\w-])({_L}{{2}})([ ._·-]{{0,3}})([0-9]{{3}})([ ._·-]{{0,3}})({_L}{{2}})(?![\w])", re.IGNORECASE
)
_OLD_PLATE = re.compile(
    r"(?<![\w-])([0-9]{1,4})[ .-]{0,2}([A-Z]{2,3})[ .-]{0,2}(?:0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-6])(?![\w])",
    re.IGNORECASE,
)
_TOLD_PLATE = re.compile(
    r"\b(?:[Ii]mmatricul[a-z]{0,9}|IMMATRICUL[A-Z]{0,9}|[Ii]mmat|IMMAT|[Pp]laques?|PLAQUES?)\b[ :°]{0,3}"
    r"(?:[a-z'°]{1,15}[ :°]{1,3}){0,4}"
    r"([A-Z0-9]{1,5}(?:[ -][A-Z0-9]{1,5}){0,3})(?![\w])"
)
_VEHICLE_WORD = re.compile(
    r"\b(?:immat[a-z]*|plaques?|voiture|vehicule|auto|moto|scooter|camion|camionnette|fourgon|utilitaire|remorque|caravane)\b"
)
_THING_WORD = re.compile(
    r"\b(?:candelabre|lampadaire|luminaire|poteau|mat|armoire|coffret|borne|reference|ref|dossier|ticket|repere|panneau|parcelle|"
    r"cadastre[es]?|arret|ligne|compteur|regard|transformateur|poste|badge|code|conteneur|modele|horodateur|parcmetre|feux?|"
    r"hydrant|station|ascenseur|benne|bac|box|lot|plan|arrete|portail|abri|abribus|banc|camera|distributeur|machine|pompe|bouche|vanne|"
    r"avaloir|appareil|chantier)\b[ .:]{0,2}"
    r"(?:[a-z]{1,14} )?(?:n°|no|num|numero)? ?:? ?$"
)


def plates(reading: Reading) -> Iterator[Span]:
    """French plates, new and old, and what follows « immatriculé » or « plaque »; not the code of a lamp or a file."""
    for found in _PLATE.finditer(reading.plain):
        if _is_plate(reading, found):
            yield found.span()
    for found in _OLD_PLATE.finditer(reading.plain):
        told = reading.before(found.start())
        sure = found[2].isupper() or _VEHICLE_WORD.search(told)
        if sure and found[2].lower() not in NO_SERIES and not _THING_WORD.search(told):
            yield found.span()
    for found in _TOLD_PLATE.finditer(reading.plain):
        signs = re.sub("[^A-Z0-9]", "", found[1])
        if len(signs) >= 5 and 2 <= sum(sign.isdigit() for sign in signs) < len(signs):
            yield found.span(1)


def _is_plate(reading: Reading, found: re.Match[str]) -> bool:
    told = reading.before(found.start())
    if _THING_WORD.search(told):
        return False
    pairs = {found[1].lower(), found[5].lower()}
    if not (found[2] + found[4]).isspace() or _VEHICLE_WORD.search(told):
        return True
    words = pairs & SHORT_WORDS
    return words != pairs if (found[1] + found[5]).isupper() else not words


# --- social security and bank accounts --------------------------------------------------------------------------------

_SECU = re.compile(
    r"(?<![0-9])[12](?:[ .-]{0,2}[0-9]){4}[ .-]{0,2}(?:[0-9][ .-]{0,2}[0-9]|2[ABab])(?:[ .-]{0,2}[0-9]){6}"
    r"(?:[ .-]{0,2}[0-9]{2})?(?![0-9])"
)
_SECU_WORD = re.compile(r"\b(?:secu|securite sociale|nir|ss|vitale|assure)\b")
_IBAN_START = re.compile(r"(?<![\w])[A-Z]{2}[0-9]{2}(?=[ .-]?[A-Z0-9])", re.IGNORECASE)
_IBAN_LENGTHS = {
    country: size
    for size, countries in {
        15: "NO",
        16: "BE",
        18: "DK FI NL",
        19: "SI",
        20: "AT EE LT LU",
        21: "CH HR LV",
        22: "BG DE GB IE",
        24: "AD CZ ES RO SE SK TN",
        25: "PT",
        26: "DZ TR",
        27: "FR GR IT MC",
        28: "CY HU MA PL",
        31: "MT",
    }.items()
    for country in countries.split()
}
_IBAN_REST = {
    size: re.compile(rf"(?:[ .-]{{0,2}}[A-Z0-9]){{{size - 4}}}(?![\w])", re.IGNORECASE)
    for size in set(_IBAN_LENGTHS.values())
}
_BANK_WORD = re.compile(r"\b(?:iban|rib|compte|virement)\b")


def social_security(reading: Reading) -> Iterator[Span]:
    """Numbers of social security (NIR): the key is right, or words before say what it is."""
    for found in _SECU.finditer(reading.plain):
        signs = re.sub("[^0-9AB]", "", found[0].upper())
        if _key_is_right(signs) or _SECU_WORD.search(reading.before(found.start())):
            yield found.span()


def _key_is_right(signs: str) -> bool:
    """Whether 15 signs end with the key of the first 13 (Corsican 2A counts as 19, 2B as 18; INSEE)."""
    number = signs[:5] + signs[5:7].replace("2A", "19").replace("2B", "18") + signs[7:]
    return len(number) == 15 and int(number[13:]) == 97 - int(number[:13]) % 97


def bank_accounts(reading: Reading) -> Iterator[Span]:
    """IBAN of the length of their country: the key (ISO 13616, modulo 97) is right, or words before say what it is."""
    for found in _IBAN_START.finditer(reading.plain):
        size = _IBAN_LENGTHS.get(found[0][:2].upper())
        rest = _IBAN_REST[size].match(reading.plain, found.end()) if size else None
        if rest is None:
            continue
        signs = re.sub("[^A-Z0-9]", "", reading.plain[found.start() : rest.end()].upper())
        turned = "".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])
        if int(turned) % 97 == 1 or _BANK_WORD.search(reading.before(found.start())):
            yield found.start(), rest.end()


# --- dates of birth ---------------------------------------------------------------------------------------------------

_MONTH = (
    "janv(?:ier)?|fevr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|aout|sept(?:embre)?|oct(?:obre)?|nov(?:embre)?|"
    "dec(?:embre)?"
)
_YEAR = "(?:19|20)[0-9]{2}"
_DAY = rf"[0-3]?[0-9](?:er)?(?:[ ./-]{{1,3}}| du )(?:[01]?[0-9]|{_MONTH})[ ./-]{{1,3}}(?:{_YEAR}|[0-9]{{2}})(?![0-9])"
_BORN = re.compile(
    rf"\b(?:nee?s?|ne\(e\))(?: a [^,.;()\n0-9]{{2,30}}?)?,? (?:(?:le|un)(?: ?:)? ({_DAY})"
    rf"|en (?:(?:{_MONTH}) )?({_YEAR})\b)",
    re.IGNORECASE,
)
_BIRTH = re.compile(
    rf"\b(?:date de naissance(?: [a-z]{{2,12}})?|naissance|d\.?d\.?n|d\.n)\b[ .:]{{0,4}}(?:(?:le|en) )?"
    rf"({_DAY}|{_YEAR}\b|[0-3][0-9][01][0-9]{_YEAR}\b)",
    re.IGNORECASE,
)
_THING_BORN = re.compile(
    r"\b(?:quartier|immeuble|batiment|residence|cite|ville|association|asso|projet|club|marche|fete|idee|collectif|parc|zac|"
    r"lotissement|tradition|conflit|litige)\b[^,.;]*$"
)


def births(reading: Reading) -> Iterator[Span]:
    """Dates, or years, at which somebody was born; a quartier that was born in 1972 is nobody."""
    for found in _BORN.finditer(reading.plain):
        if not _THING_BORN.search(reading.before(found.start())):
            yield found.span(1) if found[1] else found.span(2)
    yield from (found.span(1) for found in _BIRTH.finditer(reading.plain))
