"""The words of French addresses: types of street, titles, articles, months, ordinals, all without accents."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_ABBREVIATIONS = """
all=allee alle=allee allees=allee  av=avenue ave=avenue aven=avenue  bd=boulevard bld=boulevard blvd=boulevard
boul=boulevard bvd=boulevard
che=chemin chem=chemin chm=chemin chmin=chemin  cite=cite chs=chaussee  chev=chevalier  crs=cours  esp=esplanade
espl=esplanade  fg=faubourg fbg=faubourg
fb=faubourg  imp=impasse ips=impasse  lot=lotissement lotiss=lotissement  pl=place plc=place  pas=passage
pass=passage psg=passage
prom=promenade  qu=quai q=quai  r=rue ru=rue  res=residence resid=residence  rpt=rondpoint  rte=route
sen=sentier sent=sentier
sq=square squ=square  trav=traverse  vla=villa  ham=hameau  prv=parvis  pte=porte  ter=ter
st=saint ste=sainte sts=saints stes=saintes  nd=notredame
gal=general gen=general  mal=marechal mar=marechal  cdt=commandant cmdt=commandant  cap=capitaine  col=colonel
lt=lieutenant  sgt=sergent  dr=docteur  pr=professeur prof=professeur  pdt=president pres=president
mgr=monseigneur
gd=grand gde=grande  vx=vieux  fr=freres  ing=ingenieur  pt=petit
deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 dix=10 onze=11 douze=12 treize=13 quatorze=14
quinze=15 seize=16 vingt=20 trente=30
premier=1 premiere=1 deuxieme=2 second=2 seconde=2 troisieme=3 quatrieme=4 cinquieme=5 sixieme=6 septieme=7
huitieme=8 neuvieme=9 dixieme=10 onzieme=11 douzieme=12 treizieme=13 quatorzieme=14 quinzieme=15 seizieme=16
vingtieme=20
ii=2 iii=3 iv=4 vi=6 vii=7 viii=8 ix=9 xi=11 xii=12 xiii=13 xiv=14 xv=15 xvi=16 xvii=17 xviii=18 xix=19 xx=20
xxi=21
xxiii=23
janv=janvier fev=fevrier fevr=fevrier avr=avril juil=juillet oct=octobre nov=novembre dec=decembre
"""

ABBREVIATIONS: Mapping[str, str] = MappingProxyType(
    {pair.partition("=")[0]: pair.partition("=")[2] for pair in _ABBREVIATIONS.split()}
)
"""Written word → the word kept, in gazetteer and query alike, wherever it stands."""

STREET_TYPES = frozenset(
    [
        "allee",
        "avenue",
        "boulevard",
        "chemin",
        "cite",
        "cours",
        "esplanade",
        "faubourg",
        "galerie",
        "impasse",
        "lotissement",
        "mail",
        "montee",
        "passage",
        "passerelle",
        "parvis",
        "place",
        "pont",
        "porte",
        "port",
        "promenade",
        "quai",
        "residence",
        "rondpoint",
        "route",
        "rue",
        "ruelle",
        "sente",
        "sentier",
        "square",
        "traverse",
        "villa",
        "voie",
        "venelle",
        "hameau",
        "villa",
        "chaussee",
        "cour",
        "parc",
        "jardin",
    ]
)

LIGHT_WORDS = frozenset(["elementaire", "maternelle", "primaire", "publique", "public", "municipal", "municipale"])
"""Words of the names of places that people leave out; they weigh as little as a type of street."""

ARTICLES = frozenset(["d", "de", "des", "du", "l", "la", "le", "les", "a", "au", "aux", "en", "et", "sur"])

_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi"
ROMAN_ORDINALS: Mapping[str, str] = MappingProxyType(
    {
        roman + ending: str(figure)
        for figure, roman in enumerate(_ROMAN.split(), 1)
        for ending in ("e", "er", "eme", "ieme")
        if roman + ending not in ("ie", "vie", "ixe", "vier", "xie")
    }
)
"""« Xe », « XIXeme » → the figure; words of French are left out."""

FOUR_TWENTIES = "quatre-vingt"
SPELLED_TENS: Mapping[str, str] = MappingProxyType({"dix": "10", "vingt": "20", "trente": "30", FOUR_TWENTIES: "80"})
SPELLED_UNITS: Mapping[str, int] = MappingProxyType(
    {
        word: figure
        for figure, words in enumerate("un,deux,trois,quatre,cinq,six,sept,huit,neuf".split(","), 1)  # noqa: SIM905
        for word in (words, words.removesuffix("e") + "ieme")
    }
)
"""« dix huit », « vingt quatre »: a ten and a unit, both spelled, are one number."""

MONTHS = frozenset(
    [
        "janvier",
        "fevrier",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "aout",
        "septembre",
        "octobre",
        "novembre",
        "decembre",
    ]
)

SUFFIXES: Mapping[str, str] = MappingProxyType({"b": "bis", "t": "ter", "q": "quater"})
"""Letter → the suffix that it may stand for; the other way round holds as well."""

SUFFIX_SPELLINGS: Mapping[str, str] = MappingProxyType({"qua": "quater", "qte": "quater", "quat": "quater"})
"""Suffix as some communes shorten it in their own addresses → the suffix (« 2qua » stands beside 2bis and 2ter)."""

DIVIDED_CITIES: Mapping[str, str] = MappingProxyType({"paris": "750", "lyon": "690", "marseille": "130"})
"""City cut into arrondissements → first digits of their postcodes."""
