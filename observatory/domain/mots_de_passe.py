"""The rule of passwords: long rather than strange (CNIL, recommendation of 2022; NIST SP 800-63B)."""

from __future__ import annotations

from observatory.domain.errors import ValueRefused

LEAST, MOST = 12, 128
"""Characters of a password."""
_LEAST_DIFFERENT = 6
_COMMON = (
    "motdepasse", "password", "azerty", "qwerty", "123456", "administrateur", "bonjour", "tranquillite", "observatoire",
    "mairie", "changeme", "soleil", "loulou", "doudou",
)  # fmt: skip
"""What a password may hold, but not be made of."""


def check_password(password: str, identifiant: str, nom: str = "") -> None:
    """Whether a password may be taken for that account.

    Raises
    ------
    ValueRefused
        When it is too short or too long, made of few characters, or of the account's own name or a common word.
    """
    if not LEAST <= len(password) <= MOST:
        raise ValueRefused(
            f"Le mot de passe a {len(password)} caractères : il en faut de {LEAST} à {MOST}. Quatre mots sans rapport "
            "entre eux se retiennent bien."
        )
    if len(set(password)) < _LEAST_DIFFERENT:
        raise ValueRefused("Le mot de passe répète trop les mêmes caractères : prenez quatre mots sans rapport.")
    folded = password.casefold()
    own = [part for part in (identifiant.casefold(), *nom.casefold().split()) if len(part) >= 4]
    left = folded
    for word in sorted((*own, *_COMMON), key=len, reverse=True):
        left = left.replace(word, "")
    if sum(character.isalpha() for character in left) < 5:
        raise ValueRefused(
            "Le mot de passe est fait de votre nom, d'un mot courant ou de chiffres : prenez quatre mots sans rapport."
        )
