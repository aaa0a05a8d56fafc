"""The slides of figures: how many, since when, about what, where. All from published tables."""

from __future__ import annotations

from observatory.aggregate.release import TOTAL
from observatory.domain.periode_publique import text_to_periode
from observatory.domain.support import (
    Bloc,
    Figure,
    Graphique,
    Image,
    Nature,
    Nombre,
    Partie,
    Phrase,
    Serie,
    Tableau,
    Texte,
    said,
)
from observatory.pipeline.cartes_publiques import changes_map, quartiers_map
from observatory.pipeline.chiffres_publics import ALL, MOST_BLANK, OTHERS
from observatory.pipeline.publications import ELSEWHERE
from observatory.pipeline.vue_publique import Diapo, Vue
from observatory.present.chiffres import period_text
from observatory.present.classes import count_classes
from observatory.present.labels import CAVEAT, first_upper
from observatory.present.mots_presentation import (
    LONGEST_TITLE,
    change_cell,
    change_percent,
    change_phrase,
    change_score,
    change_sense,
    change_title,
    list_words,
    quoted,
    shortened,
)

SHARES = (0.25, 0.5, 0.75)
"""Classes of quartiers on the map: four, about as many quartiers in each."""
MOST_BARS = 8
MOST_SERIES = 4
"""Quartiers that are told apart on one chart; of more, the city alone is drawn."""
MOST_PLACES = 12
"""Quartiers of a chart, where residents are not known."""
FEW_RESIDENTS = 1_000
"""Under so many residents a rate per thousand misleads: who complains there mostly works or passes through."""
MORE_IS_NOT_WORSE = (
    "Plus de signalements, ce n'est pas toujours plus de troubles : c'est parfois un numéro mieux connu."
)
_PUBLISHED = "Office de la tranquillité, tableaux publiés"


def evolution(vue: Vue) -> list[Diapo]:
    """How counts change: by period since a year before, and by quartier on a map."""
    own = vue.lieux[0] if vue.exact and vue.code and vue.montre else TOTAL
    total = vue.paire(own)
    senses = {code: change_sense(*vue.paire(code)) for code in vue.quartiers}
    blocs: list[Bloc] = [_periods_chart(vue)]
    images: tuple[Image, ...] = ()
    if len(vue.quartiers) > 1 and vue.avant:
        image = changes_map(vue, senses)
        images = (image,)
        blocs.append(Figure(image.nom, "Hausse ou baisse nette en un an", _changes_alt(vue, senses)))
    lines = [_own_note(vue, lieu) for lieu in (*vue.lieux, TOTAL)]
    blocs.append(Texte((*lines[-2:], said(MORE_IS_NOT_WORSE)), "puces"))
    partie = Partie(
        "evolution", change_title(change_sense(*total), _where(vue, own)), tuple(blocs),
        notes=(
            *lines,
            said("Hausse ou baisse : un écart plus de deux fois plus grand que celui que le hasard donne d'habitude."),
            said(CAVEAT),
        ),
        source=_PUBLISHED, n=total[0],
    )  # fmt: skip
    return [Diapo(partie, images)]


def _where(vue: Vue, place: str) -> str:
    """What a title is about: the place by its name, or the city where the document is about less."""
    return vue.chiffres.lieux.get(place, "En ville" if vue.code else "")


def _periods_chart(vue: Vue) -> Graphique:
    periods = vue.chiffres.periodes
    names = tuple(first_upper(period_text(text_to_periode(one))) for one in periods)
    places = vue.lieux if 0 < len(vue.lieux) <= MOST_SERIES and vue.montre else (TOTAL,)
    series = tuple(
        Serie(
            vue.chiffres.lieux.get(place, "Toute la ville"),
            tuple(vue.chiffres.nombre(place, periode=one) for one in periods),
        )
        for place in places
    )
    first, last = series[0].valeurs[0], series[0].valeurs[-1]
    alt = Phrase(f"{series[0].nom}. {names[0]} : {{0}} signalements ; {names[-1].lower()} : {{1}}.", (first, last))
    if len(names) == 1:
        alt = Phrase(f"{series[0].nom}, {names[0].lower()} : {{0}} signalements.", (last,))
    return Graphique("Signalements reçus", "colonnes", names, series, alt)


def _changes_alt(vue: Vue, senses: dict[str, int | None]) -> Phrase:
    names = {sense: [vue.chiffres.lieux[code] for code, one in senses.items() if one == sense] for sense in (1, -1)}
    parts = [
        f"{words} : {list_words(names[sense]) or 'aucun quartier'}"
        for sense, words in ((1, "hausse nette"), (-1, "baisse nette"))
    ]
    elsewhere = "Ailleurs, pas d'écart net, ou trop peu pour le dire."
    return said(f"Carte des quartiers en un an. {first_upper(parts[0])} ; {parts[1]}. {elsewhere}")


def categories(vue: Vue) -> list[Diapo]:
    """What signalements are about, beside a year before; of the city where too much of the place is hidden."""
    place = vue.lieux[0] if vue.exact and vue.code else TOTAL
    pairs = _pairs(vue, place)
    few = sum(bool(now.valeur) for now, _ in pairs.values()) < 2
    if few or sum(now.masque for now, _ in pairs.values()) > MOST_BLANK * len(pairs):
        place = TOTAL
        pairs = _pairs(vue, place)
    told = sorted(
        (code for code in pairs if pairs[code][0].valeur is not None), key=lambda code: -(pairs[code][0].valeur or 0)
    )
    shown = [code for code in told if pairs[code][0].valeur][:MOST_BARS]
    if len(shown) < 2:
        return [Diapo(_no_categories(vue))]
    where = vue.chiffres.lieux.get(place, f"toute la ville de {vue.ville}" if vue.code else "toute la ville")
    blocs: list[Bloc] = [_category_chart(vue, pairs, shown, where)]
    if moved := [code for code in told if change_percent(*pairs[code])]:
        blocs.append(_moved_table(vue, pairs, moved))
    whole = all(not now.masque for now, _ in pairs.values())
    named = whole and shown[0] != OTHERS  # what was put together is no subject
    return [
        Diapo(
            Partie(
                "categories",
                _category_title(vue, place, shown[0], pairs) if named else "De quoi parle-t-on ?",
                tuple(blocs), notes=_category_notes(vue, place, where, whole=whole), source=_PUBLISHED,
                n=vue.chiffres.nombre(place),
            )
        )
    ]  # fmt: skip


def _pairs(vue: Vue, place: str) -> dict[str, tuple[Nombre, Nombre | None]]:
    """The counts of a place by category, now and a year before."""
    return {code: vue.paire(place, code) for code in vue.chiffres.categories if code != ALL}


def _category_chart(
    vue: Vue, pairs: dict[str, tuple[Nombre, Nombre | None]], shown: list[str], where: str
) -> Graphique:
    names = tuple(vue.chiffres.categories[code] for code in shown)
    series = [Serie(first_upper(period_text(vue.periode)), tuple(pairs[code][0] for code in shown))]
    if vue.avant:
        before = tuple(pairs[code][1] or Nombre(None, Nature.SIGNALEMENTS) for code in shown)
        series.append(Serie(first_upper(period_text(vue.periode.un_an_avant())), before))
    alt = Phrase(
        f"Signalements par catégorie, {where}. En tête de ce qui se publie : {quoted(names[0])}, {{0}} ; puis "
        f"{quoted(names[1])}, {{1}}.",
        (pairs[shown[0]][0], pairs[shown[1]][0]),
    )
    return Graphique(f"Signalements par catégorie, {where}", "barres", names, tuple(series), alt)


def _category_title(vue: Vue, place: str, top: str, pairs: dict[str, tuple[Nombre, Nombre | None]]) -> str:
    before = {code: pair[1].valeur for code, pair in pairs.items() if pair[1] and pair[1].valeur is not None}
    hidden = any(pair[1] is not None and pair[1].masque for pair in pairs.values())
    still = bool(before) and not hidden and max(before, key=lambda code: before[code] or 0) == top
    city = ", en ville" if vue.code and place == TOTAL else ""
    name = quoted(vue.chiffres.categories[top])
    return shortened(f"{name} {'reste' if still else 'est'} le premier motif{city}", LONGEST_TITLE)


def _category_notes(vue: Vue, place: str, where: str, *, whole: bool) -> tuple[Phrase, ...]:
    notes = [said(f"Ces nombres portent sur {where}.")]
    if vue.code and place == TOTAL:
        notes.append(
            said(f"Pour {vue.nom}, trop de nombres par catégorie sont masqués, ou pas publiés : on montre la ville.")
        )
    if not whole:
        notes.append(said("Des catégories sont masquées (s.) : l'une d'elles peut être plus signalée que celles-ci."))
    notes.append(said("Un pourcentage n'est dit que si les deux nombres valent au moins trente."))
    notes.append(said("« Net » : l'écart est plus de deux fois celui que le hasard donne d'habitude."))
    return tuple(notes)


def _moved_table(vue: Vue, pairs: dict[str, tuple[Nombre, Nombre | None]], moved: list[str]) -> Tableau:
    """The categories that changed most, beside what chance gives; whether each change is clear."""
    most = sorted(moved, key=lambda code: -change_score(*pairs[code]))[:5]
    rows = tuple(
        (
            vue.chiffres.categories[code],
            change_cell(*pairs[code]),
            "net" if change_sense(*pairs[code]) else "pas net",
        )
        for code in most
    )
    return Tableau("Ce qui a le plus changé en un an", ("Catégorie", "En un an", "Écart"), rows)


def _no_categories(vue: Vue) -> Partie:
    reason = vue.chiffres.remarques or ("Les nombres par catégorie sont trop petits pour être publiés.",)
    lines = (*(said(one) for one in reason), said("Un petit nombre pourrait désigner une personne : la loi protège."))
    return Partie(
        "categories", "De quoi parle-t-on ? Trop peu de cas pour le détailler", (Texte(lines, "encadre"),),
        notes=lines, source=_PUBLISHED, n=vue.chiffres.nombre(),
    )  # fmt: skip


def ou(vue: Vue) -> list[Diapo]:
    """Where: the quartiers by count on a map, and beside it by thousand residents."""
    counts = {code: vue.chiffres.nombre(code) for code in vue.quartiers}
    told = sorted(
        (code for code, one in counts.items() if one.valeur is not None), key=lambda code: -(counts[code].valeur or 0)
    )
    if len(vue.quartiers) < 2 or not told:
        return [Diapo(_one_place(vue))]
    classes = count_classes([int(counts[code].valeur or 0) for code in told], SHARES)
    image = quartiers_map(vue, classes)
    high, low = told[0], told[-1]
    figure = Figure(
        image.nom, "Signalements par quartier",
        Phrase(
            f"Carte des quartiers. Le plus de signalements : {vue.chiffres.lieux[high]} ({{0}}) ; le moins : "
            f"{vue.chiffres.lieux[low]} ({{1}}), parmi ceux dont le nombre se publie.",
            (counts[high], counts[low]),
        ),
        f"Plus foncé : plus de signalements. {CAVEAT}",
    )  # fmt: skip
    blocs: tuple[Bloc, ...] = (figure, *_rates(vue, counts, told))
    notes = [
        said("La carte montre des nombres : un grand quartier en a plus. Le graphique les rapporte aux habitants."),
        *(_own_note(vue, lieu) for lieu in vue.lieux),
        Phrase("Ailleurs dans la ville, ou sans lieu connu : {0} signalements.", (vue.chiffres.nombre(ELSEWHERE),)),
        said(CAVEAT),
    ]
    title = f"{vue.chiffres.lieux[high]} : le quartier où l'on signale le plus"
    if len(told) < len(counts):
        title = "Où signale-t-on ?"
    if vue.code:
        title = f"{vue.nom} dans la ville"
    return [Diapo(Partie("ou", title, blocs, tuple(notes), _PUBLISHED, vue.chiffres.nombre()), (image,))]


def _own_note(vue: Vue, lieu: str) -> Phrase:
    now, before = vue.paire(lieu)
    words = change_phrase(now, before)
    name = vue.chiffres.lieux.get(lieu, "Toute la ville")
    if words.nombres:
        return Phrase(f"{name} : {words.modele}", words.nombres)
    if now.valeur is None:
        return said(f"{name} : nombre masqué (s.).")
    return Phrase(f"{name} : {{0}} signalements. {words.modele}", (now,))


def _rates(vue: Vue, counts: dict[str, Nombre], told: list[str]) -> tuple[Graphique, ...]:
    """Counts per thousand residents; the largest counts where residents are not known."""
    rates = {
        code: Nombre(
            round(1_000 * (counts[code].valeur or 0) / people, 1), Nature.SIGNALEMENTS, "", cle=counts[code].cle,
            habitants=int(people),
        )
        for code in told
        if (people := vue.quartiers[code][1]) is not None and people >= FEW_RESIDENTS
    }  # fmt: skip
    if len(rates) < 2:
        most = told[:MOST_PLACES]
        alt = Phrase(f"Le plus de signalements : {vue.chiffres.lieux[most[0]]} ({{0}}).", (counts[most[0]],))
        named = tuple(vue.chiffres.lieux[code] for code in most)
        title = "Signalements par quartier" if len(most) == len(told) else f"Les {len(most)} premiers quartiers"
        return (Graphique(title, "barres", named, (Serie("Signalements", tuple(counts[c] for c in most)),), alt),)
    order = sorted(rates, key=lambda code: -(rates[code].valeur or 0))
    names = tuple(vue.chiffres.lieux[code] for code in order)
    alt = Phrase(
        f"Pour mille habitants, le plus de signalements : {names[0]} ({{0}}) ; le moins : {names[-1]} ({{1}}).",
        (rates[order[0]], rates[order[-1]]),
    )
    values = tuple(rates[code] for code in order)
    serie = Serie("Pour 1 000 habitants", values)
    return (Graphique("Signalements pour 1 000 habitants", "barres", names, (serie,), alt),)


def _one_place(vue: Vue) -> Partie:
    told = vue.chiffres.nombre()
    lines = (
        Phrase("{0} signalements dans toute la ville.", (told,)),
        said("La ville ne publie pas de nombres par quartier : il n'y a pas de carte à montrer."),
    )
    if len(vue.quartiers) > 1:
        lines = (lines[0], said("Trop peu de signalements par quartier : chacun est masqué, pour protéger les gens."))
    return Partie("ou", "Où ? Pas de détail par quartier", (Texte(lines, "encadre"),), lines, _PUBLISHED, told)


def essentials_words(vue: Vue) -> tuple[Phrase, ...]:
    """What must be said of the figures of a place: whose they are, and why some are hidden."""
    lines: list[Phrase] = []
    if vue.code and not vue.lieux:
        lines.append(said(f"Aucun tableau publié ne couvre {vue.nom} : les nombres sont ceux de toute la ville."))
    elif vue.code and not vue.exact:
        names = list_words(vue.noms_autour)
        lines.append(
            said(
                f"La ville publie par quartier : pour {vue.nom}, ce sont les nombres des quartiers autour ({names}), "
                "pas ceux du seul périmètre."
            )
        )
    if not vue.montre:
        lines.append(
            said(
                f"{list_words(vue.noms_autour)} : le nombre est masqué (s.). Il est trop petit, ou permettrait d'en "
                "retrouver un trop petit. Les autres nombres sont ceux de toute la ville."
            )
        )
    return tuple(lines)
