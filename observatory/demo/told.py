"""Addresses as residents say them: right, shortened, misspelt, vague, or not at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.random import Generator

from observatory.demo.addresses import CODE_POSTAL, COMMUNE
from observatory.demo.town import Town
from observatory.domain.texte import unaccented

MANNERS: tuple[tuple[str, float], ...] = (
    ("exacte", 0.515), ("abregee", 0.15), ("sans_numero", 0.085), ("croisement", 0.045), ("lieu", 0.055),
    ("faute", 0.08), ("vague", 0.025), ("numero_inconnu", 0.02), ("manquante", 0.025),
)  # fmt: skip

SHORT = (
    ("Avenue ", ("av ", "av. ", "ave ")),
    ("Boulevard ", ("bd ", "bld ", "boul. ")),
    ("Rue ", ("r. ", "r ", "rue ")),
    ("Place ", ("pl ", "pl. ")),
    ("Impasse ", ("imp ", "imp. ")),
    ("Allée ", ("all ", "all. ")),
    ("Chemin ", ("chem ", "ch. ")),
    ("Square ", ("sq ", "sq. ")),
    ("Route ", ("rte ",)),
    ("Passage ", ("pass ",)),
    ("Promenade ", ("prom ",)),
    ("Quai ", ("q. ", "quai ")),
)
VAGUE = (
    "vers le port", "dans le quartier {q}", "en bas de la tour, {q}", "près de la plage",
    "derrière le supermarché", "{q}, à côté du parking", "au rond-point", "du côté de la gare",
    "sur la promenade", "dans la résidence, {q}", "{q}", "entre l'école et le stade",
    "au bord de la rivière", "chez moi", "à l'entrée de la ville",
)  # fmt: skip
CROSSINGS = ("angle {a} et {b}", "{a} / {b}", "au coin de {a} et {b}", "{a} angle {b}", "croisement {a} - {b}",
             "à l'angle de {a} et de {b}", "carrefour {a} {b}")  # fmt: skip
NEAR = ("devant {l}", "à côté de {l}", "en face de {l}", "près de {l}", "derrière {l}", "{l}")
SOUNDS = (("ph", "f"), ("eau", "au"), ("ai", "è"), ("qu", "k"), ("y", "i"), ("th", "t"), ("ss", "s"), ("ll", "l"),
          ("nn", "n"), ("tt", "t"), ("mm", "m"), ("rr", "r"), ("ez", "é"), ("z", "s"))  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What was said of a place, how it was said, and where it really is (metres)."""

    text: str
    manner: str
    x: float
    y: float


def plain(text: str) -> str:
    """Without accents."""
    text = text.replace("œ", "oe").replace("Œ", "Oe")
    return unaccented(text)


def misspell(text: str, rng: Generator) -> str:
    """One spelling mistake of the kind people make, in the longest word; another one letter if none fits."""
    words = text.split(" ")
    i = max(range(len(words)), key=lambda k: (len(words[k]), k))
    word = words[i]
    fits = [(a, b) for a, b in SOUNDS if a in word[1:]]
    if fits and rng.uniform() < 0.7:
        old, new = fits[int(rng.integers(len(fits)))]
        word = word[0] + word[1:].replace(old, new, 1)
    elif len(word) > 4:
        at = int(rng.integers(1, len(word) - 2))
        roll = rng.uniform()
        if roll < 0.4:
            word = word[:at] + word[at + 1 :]
        elif roll < 0.75 and word[at] != word[at + 1]:
            word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        else:
            word = word[:at] + word[at] + word[at:]
    else:
        word = word + word[-1]
    words[i] = word
    return " ".join(words)


class Teller:
    """Says where something is, as a resident would."""

    def __init__(self, town: Town, quartier: list[str], rng: Generator) -> None:
        self._town, self._quartier, self._rng = town, quartier, rng
        self._tree = shapely.STRtree(shapely.points([[one.x, one.y] for one in town.lieux]))
        self._manners = [one for one, _ in MANNERS]
        self._odds = np.cumsum([share for _, share in MANNERS])
        self._crossings = self._find_crossings()
        addresses = town.addresses
        self._known = {(int(addresses.street[i]), int(addresses.numero[i])) for i in range(len(addresses))}

    def _find_crossings(self) -> dict[str, list[tuple[int, str]]]:
        """For each street, its crossings: node and name of the other street."""
        network = self._town.network
        at_node: dict[int, list[str]] = {}
        for street in self._town.streets:
            for edge, _ in street.pieces:
                for node in network.ends[edge]:
                    names = at_node.setdefault(int(node), [])
                    if street.nom not in names:
                        names.append(street.nom)
        found: dict[str, list[tuple[int, str]]] = {}
        for node in sorted(at_node):
            for one in at_node[node]:
                found.setdefault(one, []).extend((node, other) for other in at_node[node] if other != one)
        return found

    def tell(self, address: int) -> Told:
        """Say one address in a manner drawn at random."""
        manner = self._manners[int(np.searchsorted(self._odds, self._rng.uniform() * self._odds[-1]))]
        town = self._town
        x, y = (float(v) for v in town.addresses.xy[address])
        street = town.streets[int(town.addresses.street[address])].nom
        said = getattr(self, f"_say_{manner}")(address, street, x, y)
        if said is None:
            return Told(self._dress(self._numbered(address, street)), "exacte", x, y)
        return Told(said[0], manner, said[1], said[2])

    def _pick(self, choices: tuple[str, ...]) -> str:
        return choices[int(self._rng.integers(len(choices)))]

    def _numbered(self, address: int, street: str) -> str:
        rep = self._town.addresses.rep[address]
        glue = self._pick((" ", " ", "")) if rep else ""
        if rep and self._rng.uniform() < 0.25:
            rep = rep[0].upper()
        comma = "," if self._rng.uniform() < 0.15 else ""
        return f"{self._town.addresses.numero[address]}{glue}{rep}{comma} {street}"

    def _dress(self, text: str) -> str:
        """Case, accents, postcode and town as people leave them in or out."""
        roll = self._rng.uniform()
        if roll < 0.34:
            text = text[0].lower() + text[1:] if not text[0].isdigit() else text.replace(" Rue ", " rue ")
        elif roll < 0.42:
            text = plain(text).upper()
        elif roll < 0.52:
            text = plain(text).lower().replace("-", " ")
        ending = self._rng.uniform()
        if ending < 0.16:
            return f"{text}, {CODE_POSTAL} {COMMUNE}"
        if ending < 0.26:
            return f"{text} {COMMUNE}"
        return text

    def _say_exacte(self, address: int, street: str, x: float, y: float) -> tuple[str, float, float]:
        return self._dress(self._numbered(address, street)), x, y

    def _say_abregee(self, address: int, street: str, x: float, y: float) -> tuple[str, float, float] | None:
        for word, forms in SHORT:
            if street.startswith(word):
                street = self._pick(forms) + street.removeprefix(word)
                break
        street = street.replace("Saint-", "St ").replace("Sainte-", "Ste ").replace("Général", "Gal")
        if self._rng.uniform() < 0.3:
            street = street.replace(" de la ", " ").replace(" des ", " ").replace(" du ", " ")
        return self._numbered(address, street), x, y

    def _say_sans_numero(self, address: int, street: str, x: float, y: float) -> tuple[str, float, float]:
        lead = self._pick(("", "", "", "au milieu de la ", "le long de la ")) if street.startswith("Rue") else ""
        return self._dress(lead + street), x, y

    def _say_croisement(self, address: int, street: str, x: float, y: float) -> tuple[str, float, float] | None:
        nodes = self._town.network.nodes
        near = [(float(np.hypot(nodes[n, 0] - x, nodes[n, 1] - y)), n, o) for n, o in self._crossings.get(street, [])]
        if not near or min(near)[0] > 180:
            return None
        _, node, other = min(near)
        form = self._pick(CROSSINGS)
        lower = self._rng.uniform() < 0.6
        a, b = (one[0].lower() + one[1:] if lower else one for one in (street, other))
        return form.format(a=a, b=b), float(nodes[node, 0]), float(nodes[node, 1])

    def _say_lieu(self, address: int, street: str, x: float, y: float) -> tuple[str, float, float] | None:
        lieu = self._town.lieux[int(self._tree.nearest(shapely.Point(x, y)))]
        if np.hypot(lieu.x - x, lieu.y - y) > 160:
            return None
        return self._pick(NEAR).format(l=_with_article(lieu.nom, lieu.genre)).replace("de le ", "du "), x, y

    def _say_faute(self, address: int, street: str, x: float, y: float) -> tuple[str, float, float]:
        return self._dress(self._numbered(address, misspell(street, self._rng))), x, y

    def _say_vague(self, address: int, street: str, x: float, y: float) -> tuple[str, float, float]:
        return self._pick(VAGUE).format(q=self._quartier[address]), x, y

    def _say_numero_inconnu(self, address: int, street: str, x: float, y: float) -> tuple[str, float, float] | None:
        owner, number = int(self._town.addresses.street[address]), int(self._town.addresses.numero[address])
        for step in (2, 4, 6, -2, -4):
            if number + step > 0 and (owner, number + step) not in self._known:
                return self._dress(f"{number + step} {street}"), x, y
        return None

    def _say_manquante(self, address: int, street: str, x: float, y: float) -> tuple[str, float, float]:
        return "", x, y


ARTICLES = {
    "école": "l'",
    "mairie": "la ",
    "gymnase": "le ",
    "pharmacie": "la ",
    "parc": "le ",
    "place": "la ",
    "centre commercial": "le ",
    "collège ou lycée": "le ",
    "arrêt": "l'",
    "station": "la ",
    "stade": "le ",
    "piscine": "la ",
    "centre social": "le ",
    "commissariat": "le ",
    "hôpital": "le ",
    "plage": "la ",
}


def _with_article(nom: str, genre: str) -> str:
    """« l'école Jules Ferry », « la pharmacie Foch »; a bar keeps its name."""
    article = ARTICLES.get(genre)
    first = nom.partition(" ")[0]
    if article is None or first in ("Skatepark", "Gare", "Embarcadère", "Bois", "Dunes", "Jardin", "Square", "Maison"):
        return {"bar": f"le bar {nom}", "Square": f"le {nom}"}.get(genre, nom)
    return article + nom[0].lower() + nom[1:]
