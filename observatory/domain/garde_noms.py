"""Names that a word announces: « M. », « Mme », « la famille », « s'appelle », « Cordialement »…

Without such a word a name is not found: only a model, or a list of every name, could do it. Once a name was announced,
it is found again wherever it is written the same way in the same text. Names of streets and of establishments are left
alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from observatory.domain.garde_lecture import Reading, Span
from observatory.domain.garde_lexique import NAME_CIVILITIES, NAME_CLUES, NAME_GREETINGS, NOT_NAMES

_SHORT = r"(?:(?:[Mm]mes?|MMES?|[Mm]lles?|MLLES?|[Mm]r|MR|[Dd]r|DR)(?:\.|\b)|[Mm]\.|MM\.|MM?(?=[ /&]))"
_LONG = (
    r"(?:[Mm]onsieur|MONSIEUR|[Mm]essieurs|MESSIEURS|[Mm]adame|MADAME|[Mm]esdames|MESDAMES|"
    r"[Mm]ademoiselle|MADEMOISELLE|[Dd]octeur|DOCTEUR)\b"
)
_CIVILITY = re.compile(
    rf"(?<![\w.'-])(?:{_SHORT}|{_LONG})(?!-)(?: ?(?:et|ou|/|&|ET) ?(?:{_SHORT}|{_LONG}))?"
    r"(?: (?:veuve|vve|VEUVE))?(?: (?:le|la) [a-z]{4,14}(?= [A-Z][a-z]))?[ ]{0,2}"
)
_PLURAL = re.compile(r"(?:mm\.?|mmes|mlles|messieurs|mesdames)\b", re.IGNORECASE)
_TITLE = (
    "[Mm]aitre|[Pp]rofesseure?|[Ee]poux|[Cc]onsorts|[Cc]ouple|[Vv]euve|[Pp]renommee?|[Dd]enommee?|[Nn]ommee?|"
    "MAITRE|EPOUX|CONSORTS|Me|Pr"
)
_PHRASE = (
    "[Ss]'appelle|[Ss]e nomme|[Ss]e prenomme|(?:[Uu]n|[Ll]e|du) certain|[Uu]ne certaine|[Aa]u nom de|[Ss]igne|"
    "[Vv]oisine?s?,? les|[Cc]hez les|[Pp]atrons? les|(?:[Nn]om|NOM|[Pp]renom|PRENOM) ?:"
)
_KIN = (
    "[Ll]es? (?:fils|freres|pere)|[Ll]a (?:fille|mere)|[Ll]es (?:filles|soeurs|enfants)|"
    "[Mm](?:on|a) (?:voisine?|fils|fille|frere|soeur|mari|femme|collegue)"
)
_ANNOUNCED = re.compile(rf"\b(?:{_TITLE}|{_PHRASE}|{_KIN}) {{1,2}}")
_FAMILY = re.compile(r"\b(?:[Ff]amille|FAMILLE) ")
_PRESENTED = re.compile(
    r"\b(?:[Jj]e suis|[Jj]e m'appelle|[Mm]on nom est|[Cc]ordialement|[Ss]alutations|[Bb]ien a vous|"
    r"[Rr]espectueusement)[ ,.!\n]{1,4}"
)
_CAPITAL = r"[A-Z][A-Za-z]{0,30}(?:['-][A-Za-z]{1,30}){0,4}"
_PARTICLE = (
    r"(?:(?:[Dd]e la|[Dd]e|[Dd]u|[Dd]es|[Ll]e|[Ll]a|[Ee]l|[Aa]l|[Vv]an der|[Vv]an den|[Vv]an de|[Vv]an|[Vv]on|[Bb]en|"
    r"[Bb]in|[Dd]a|[Dd]os|[Dd]i|DE LA|DE|DU|LE|LA|EL|BEN|VAN|DA) |[dD]e l'|[dDlL]')"
)
_INITIALS = r"(?:[A-Z]\.[ -]?){1,3}"
_FIRST = re.compile(rf"(?:{_INITIALS} ?)?({_PARTICLE})?({_CAPITAL})(?![\w])")
_NEXT = re.compile(rf" {{1,2}}(?:{_INITIALS} ?)?({_PARTICLE})?({_CAPITAL})(?![\w])")
_LOWER = re.compile(r"((?:de|da|dos|el|al|ben|le|van|di) )?([a-z]{1,30}(?:['-][a-z]{1,30}){0,4})(?![\w@])")
_ENDINGS = ("e", "es", "s", "ait", "ant", "er", "ir", "re", "a", "ment")
_NAMES_IN_ENT = ("laurent", "vincent", "clement", "florent", "saint-laurent")
_AND = re.compile(r" et |, ?")
_WORD = re.compile(r"(?<![\w'-])[A-Z][A-Za-z]{1,30}(?:['-][A-Za-z]{1,30}){0,4}")

_WAY = (
    "rue|avenue|av|ave|bd|bld|boulevard|place|pl|impasse|imp|allees?|all|chemin|che|quai|square|sq|cours|route|rte|passage|esplanade|promenade|"
    "rond-point|carrefour|pont|faubourg|fbg|villa|cite|residence|res|hlm|lotissement|zac|arret|station|metro|tram|rocade|venelle|ruelle|"
    "sentier|traverse|montee|jardins?|parc"
)
_HOUSE = (
    "college|lycee|ecole|scolaire|gymnase|stade|parc|jardin|salle|centre|hopital|clinique|ehpad|foyer|creche|maison|mediatheque|theatre|"
    "cinema|tour|parking|groupe|pole|espace|residence|magasin"
)
_MONUMENT = "statue|buste|monument|fresque|portrait|tombeau"
_ADDRESS = re.compile(
    rf"(?<![\w])(?:(?:{_WAY})\.?(?: (?:du|de la|des|de|le|la)| de l')?|(?:{_HOUSE})(?: du)?|"
    rf"(?:{_MONUMENT}) de) {{1,2}}$"
)
_OWNED = re.compile(r"\b(?:jardins?|parc) de $")
_A_PERSON = re.compile(
    r"\b(?:un|une|le|la|ce|cette|ces|des|les|deux|vieux|vieille|jeune|petit|petite|gentil|du|au|aucun|aucune|autre) $"
)
_LETTER = re.compile(
    r"\b(?:batiment|bat|hall|escalier|esc|ligne|metro|porte|entree|allee|taille|tour|bloc|lettre|[0-9]) $"
)
_NOT_PERSON = re.compile(
    r"\b(?:chien|chienne|chat|chatte|animal|bar|resto|restaurant|rue|place|residence|association|bateau)\b[^.]*$"
)


def names(reading: Reading) -> Iterator[Span]:
    """Names announced by a word, and the same names elsewhere in the text; the civility is not part of the span."""
    found = list(_announced(reading))
    yield from found
    plain = reading.plain
    known = {word[0] for start, end in found for word in _WORD.finditer(plain, start, end) if len(word[0]) > 2}
    if known:
        yield from _again(reading, known)


def _announced(reading: Reading) -> Iterator[Span]:
    for word, start, _ in reading.words:
        if word in NAME_CIVILITIES:
            yield from _after_civility(reading, start)
        elif word in NAME_CLUES:
            yield from _after_clue(reading, start)
        elif word in NAME_GREETINGS:
            yield from _after_greeting(reading, start)
        elif word == "famille":
            yield from _after_family(reading, start)


def _after_civility(reading: Reading, at: int) -> Iterator[Span]:
    found = _CIVILITY.match(reading.plain, at)
    if found is None:
        return
    told, short = reading.before(at), found[0].strip() in ("M", "M.", "m.", "MM")
    if _is_address(told) or (short and _LETTER.search(told)):
        return
    span = _name(reading.plain, found.end(), lower=found[0].strip() not in ("M", "MM") and not _A_PERSON.search(told))
    if span:
        yield span
        if _PLURAL.match(found[0]):
            yield from _others(reading.plain, span[1])


def _after_clue(reading: Reading, at: int) -> Iterator[Span]:
    found = _ANNOUNCED.match(reading.plain, at)
    if found is None:
        return
    told = reading.before(at)
    span = None if _is_address(told) or _NOT_PERSON.search(told) else _name(reading.plain, found.end(), lower=False)
    if span:
        yield span


def _after_greeting(reading: Reading, at: int) -> Iterator[Span]:
    """« je suis Jean Petit », « Cordialement, Jean Petit »: two words at least, since one may be anything."""
    found = _PRESENTED.match(reading.plain, at)
    span = _name(reading.plain, found.end(), lower=False) if found else None
    if span and " " in reading.plain[span[0] : span[1]]:
        yield span


def _after_family(reading: Reading, at: int) -> Iterator[Span]:
    """« la famille Benali »; in lower case, a word that has not the feminine ending of an adjective."""
    found = _FAMILY.match(reading.plain, at)
    if found is None:
        return
    span = _name(reading.plain, found.end(), lower=False)
    small = None if span else _LOWER.match(reading.plain, found.end())
    if span:
        yield span
    elif small and not small[1] and len(small[2]) > 3 and not small[2].endswith(("e", "s")) and _can_be_small(small[2]):
        yield small.span()


def _others(plain: str, at: int) -> Iterator[Span]:
    """« Mmes Roche, Lenoir et Tissot »: what follows the first name."""
    for _ in range(5):
        link = _AND.match(plain, at)
        span = _name(plain, link.end(), lower=False) if link else None
        if span is None:
            return
        yield span
        at = span[1]


def _name(plain: str, at: int, lower: bool) -> Span | None:
    """The name that begins at ``at``: capitals with their particles, or one word in lower case where ``lower``."""
    first = _FIRST.match(plain, at)
    if first is None:
        return _small_name(plain, at) if lower else None
    if not _can_name(first):
        return None
    end = first.end()
    for _ in range(4):
        following = _NEXT.match(plain, end)
        if following is None or not _can_name(following):
            break
        end = following.end()
    return at, end


def _small_name(plain: str, at: int) -> Span | None:
    """A name in lower case: « perrin », « de carvalho », « ines roux » (no second word that ends like a verb)."""
    first = _LOWER.match(plain, at)
    if first is None or not _can_be_small(first[2]):
        return None
    second = _LOWER.match(plain, first.end() + 1) if plain[first.end() : first.end() + 1] == " " else None
    if second and not second[1] and _can_be_small(second[2]) and not second[2].endswith(_ENDINGS):
        return at, second.end()
    return first.span()


def _can_be_small(word: str) -> bool:
    elided, _, rest = word.rpartition("'")
    if elided in ("l", "j", "c", "qu", "s") or (elided and rest in NOT_NAMES):
        return False
    verb = word.endswith(("ent", "aient")) and word not in _NAMES_IN_ENT
    return len(word) > 2 and word not in NOT_NAMES and not verb


def _can_name(found: re.Match[str]) -> bool:
    """Whether a capitalised word may be a name: no ordinary word, or one that a « de » announces (« de la Tour »)."""
    particle, word = found[1] or "", found[2]
    if len(word) > 1 and word.lower() not in NOT_NAMES:
        return True
    return particle[:1] in ("d", "D") and not word.isupper() and len(word) > 2


def _again(reading: Reading, known: set[str]) -> Iterator[Span]:
    for word in _WORD.finditer(reading.plain):
        if word[0] in known and not _is_address(reading.before(word.start())):
            yield word.span()


def _is_address(told: str) -> bool:
    """Whether what stands before is the type of a street or of an establishment."""
    return bool(_ADDRESS.search(told)) and not _OWNED.search(told)
