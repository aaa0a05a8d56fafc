"""The words of the personal-data guard, in lower case and without accents unless said otherwise.

Kept out on purpose: « gens du voyage » (the term of the law of 5 July 2000), « bande de jeunes », « SDF », « ivre »,
« alcoolisé », « dealer », « squatteur », « fauteuil roulant »: they tell a situation, an act or an object on which the
office can work.
"""

from __future__ import annotations

import re


def listed(told: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(told.split())


def inflected(told: str) -> frozenset[str]:
    """Masculine, feminine and plurals of words given as « arabe », « gitan+e », « marocain+e », « algerien+ne »."""
    found = set()
    for stem in told.split():
        root, _, ending = stem.partition("+")
        for form in (root, root + ending):
            found |= {form, form if form.endswith(("s", "x")) else form + "s"}
    return frozenset(found)


def phrases(*pairs: tuple[str, str]) -> dict[str, re.Pattern[str]]:
    """For each first word of phrases, the pattern of the whole phrase; « _ » stands for a space inside what follows."""
    following: dict[str, list[str]] = {}
    for firsts, rests in pairs:
        for first in firsts.split():
            following.setdefault(first, []).extend(rest.replace("_", "[ '-]") for rest in rests.split())
    return {first: re.compile(rf"{first}[ '-](?:{'|'.join(rests)})\b") for first, rests in following.items()}


# --- what says that a person is meant ---------------------------------------------------------------------------------

NOUNS_OF_PERSON = listed(
    """
    homme hommes femme femmes dame dames monsieur madame mme personne personnes voisin voisine voisins voisines fils
    fille filles mari epouse epoux mere pere frere soeur freres soeurs enfant enfants gars type types mec mecs meuf
    meufs jeune jeunes individu individus bande bandes famille familles gamin gamine gamins ado ados locataire
    locataires occupant occupante occupants gens vieux vieille vieil compagne compagnon copain copine patron
    patronne gerant gerante lui garcon garcons squatteurs habitants riverain riveraine riverains client clients
    couple cousin cousine oncle tante mamie papi papy concierge gardien gardienne passant passants vendeurs dealers
    appelant appelante requerant requerante proprietaire vendeuse vendeuses caissier caissiere serveur serveuse
    employe employee employes ouvrier agent facteur livreurs cliente clientes proprietaires habitant habitante
    resident residente residents retraite retraitee eleve eleves lyceen lyceens collegiens usager usagers adulte
    adultes agresseur agresseurs auteur auteurs temoin temoins victime victimes suspect suspects automobiliste
    cycliste commercants patrons epicier boulanger boulangere coiffeur coiffeuse boucher colocataire colocataires
    marchand marchands mendiant mendiants campeurs macon macons travailleurs copains pote potes ami amie amis
    cousins neveu niece parents parent jumeaux frangin vigile vigiles voleur voleurs nounou bailleur hotesse vendeur
    ouvriers etudiants etudiante etudiant conjoint conjointe gosse gosses commercant commercante chauffeur
    conducteur conductrice livreur ex beau-frere bebe adolescent adolescente
    """
)
PRONOUNS = listed("il elle ils elles on je tu groupe groupes qui tous toutes celui celle ceux")
STATES = listed(
    """
    est sont etait etaient serait seraient suis es sommes reste devient devenu devenue semble parait sera soit etre
    """
)
DEGREES = listed(
    """
    tres trop un peu plus completement totalement vraiment assez bien aussi tout toute toujours quasi quasiment
    carrement plutot presque a moitie pas lourdement gravement probablement surement peut apparemment
    """
)
ARTICLES = listed(
    """
    un une des les ces deux trois quatre cinq six sept huit dix douze quinze vingt trente d de du ce cet cette
    plusieurs quelques certains que le la l aux entre
    """
)
CALLING = listed("c est sont bande espece tas ce traite traitee traites appelle")
"""Before an article: « c'est un … », « espèce de … », « traitée de … »."""
CALLING_ARTICLES = listed("un une des de les d")
CALLING_ALONE = listed("ces cette cet quel quelle quels quelles sales")
FILLERS = listed("vrai vraie petit petits petite gros grosse sacre pauvre vieux vieille grand")
WAYS = listed(
    """
    rue avenue av bd boulevard place impasse allee chemin quai square passage cours route esplanade carrefour pont
    arret residence cite villa ruelle quartier faubourg porte fontaine parking port
    """
)

# --- health -----------------------------------------------------------------------------------------------------------

HEALTH = inflected(
    """
    antidepresseur anxiolytique neuroleptique methadone subutex overdose desintoxication hyperactif hyperactive
    phobique dyslexique incontinent+e obese dialyse chimiotherapie chimio tumeur infarctus myopathie myopathe
    fibromyalgie endometriose seropo invalide crackhead crackeux toxicodependant+e heroinomane cocainomane
    claustrophobe agoraphobe alcoolique alcoolo depressif depressive toxicomane toxico junkie junky schizophrene
    schizo seropositif seropositive sidaique sideen+ne suicidaire bipolaire psychotique paranoiaque parano
    psychopathe autiste trisomique epileptique epilepsie diabetique diabete cancereux cancereuse anorexique
    boulimique hemiplegique paraplegique tetraplegique parkinson alzheimer senile senilite demence hospitalise+e
    curatelle paranoia schizophrenie alcoolisme toxicomanie cirrhose vih mythomane handicape+e cardiaque cancer sida
    tuberculeux tuberculeuse tuberculose asthmatique hepatite leucemie sclerose avc
    """
)
"""Said of persons whatever stands around, but for ``HEALTH_UNLESS``."""

HEALTH_ACCENTED = listed(
    "drogué drogués droguée droguées interné internés internée camé camés névrosé névrosée aliéné aliénés"
)
JUDGED_ACCENTED = listed(
    "taré tarés tarée tarées dégénéré dégénérés attardé attardés attardée dérangé enculé enculés illuminé demeuré"
)
"""As they are written: only their accent tells them from another word (« drogué », « drogue »)."""

_RESERVED = listed(
    """
    place places stationnement stationnements parking emplacement emplacements rampe toilettes wc sanitaires acces
    accessible macaron carte badge logo panneau pour aux gic reserve reservee reserves reservees passage cheminement
    pmr foyer association
    """
)
_CAUSE = listed(
    "institut centre ligue contre depistage association octobre lutte prevention unite accueil maison service"
)
HEALTH_UNLESS = {
    **dict.fromkeys(inflected("handicape+e"), _RESERVED),
    **dict.fromkeys(
        listed("cancer alzheimer diabete sida vih toxicomanie alcoolisme parkinson epilepsie avc autistes hepatite"),
        _CAUSE,
    ),
    "cardiaque": listed("defibrillateur massage centre clinique"),
    "hospitalise": listed("chien chat"),
}
"""Words before which make a thing, a place or a campaign of it."""

HEALTH_OF_PERSON = listed(
    "defonce defoncee defonces sourd sourde sourds aveugle aveugles "
    "malvoyant malvoyante malentendant malentendante malade malades"
)
PREGNANT_AFTER = listed("est etait serait femme dame fille epouse voisine compagne tombee suis locataire jeune copine")
LOW_AFTER = listed("en sa ma grosse grave profonde severe")
LOW_MADE = listed("fait faire faisait fais vit traverse")
HEALTH_PHRASES = phrases(
    ("malade malades debile debiles", "mental mentale mentaux mentales"),
    ("maladie maladies", "mentales? psychiques? psychiatriques? genetique rare degenerative incurable grave"),
    ("traitement suivi antecedents trouble troubles probleme problemes soucis", "psychiatriques? psychiques? psy"),
    ("traitement suivi antecedents trouble troubles probleme problemes soucis", "psychologiques? mental mentaux"),
    ("deficient deficiente deficients", "mental mentale mentaux visuel visuelle"),
    ("sourd sourde sourds", "muets? muettes?"),
    ("depression", "nerveuse"),
    ("en", "psychiatrie"),
    ("tentative tentatives", "de_suicide"),
    ("s", "est_suicidee?"),
    ("sclerose", "en_plaques"),
    ("cure", "de_desintox"),
    ("burn", "out"),
    ("crise crises", "d_angoisse"),
)
"""Words of which the second makes a state of health."""

# --- judgements -------------------------------------------------------------------------------------------------------

JUDGEMENTS = inflected(
    """
    sorciere megere harpie boloss bolos kassos kasos beauf plouc gueux profiteur profiteuse glandeur glandeuse
    branleur branleuse enflure facho nazi collabo taulard+e truand escroc gangster mafieux mafieuse analphabete
    illettre+e bandit loubard lascar merdeuse pouf pouffe greluche racaille voyou salope salaud connard connasse
    pute petasse pouffiasse abruti+e cretin+e imbecile cassos clodo clochard+e pervers+e ivrogne poivrot+e pochtron
    soulard+e pouilleux pouilleuse feignant+e faineant+e delinquant+e canaille vaurien zonard+e marginaux crevard+e
    bouffon mongol mongolien+ne gogol pede gouine negre negresse negro bougnoule bicot youpin+e chinetoque bamboula
    sauvageon emmerdeur emmerdeuse menteur menteuse pedophile pedo cingle+e barjo barjot detraque+e enfoire+e
    caillera raclure crapule fripouille hysterique degeneres fdp vandale batards tocard+e
    """
)
"""Said of persons whatever stands around."""

JUDGED_NOUNS = listed(
    """
    sauvages sauvage parasites parasite vermine animaux betes batard porc porcs chiens cons con conne connes idiot
    idiots idiote debile debiles dingue dingues fou fous folle folles malades minable nul nuls ordure ordures
    barbares primitifs dechets
    """
)
"""Judgements when somebody is called so (« ce sont des … », « bande de … »)."""

JUDGED_OF_PERSON = listed(
    """
    vicieux vicieuse grossier grossiere mechant mechante fou folle fous folles dingue dingues debile debiles idiot
    idiote con conne cons raciste racistes crade bete malhonnete nul nulle minable crasseux crasseuse
    """
)
MAD_AFTER = listed("un une la le vieille vieux ce cette pauvre")
JUDGED_PHRASES = phrases(
    (
        "sale sales",
        "types? mecs? gosses? gamins? cons? connes? arabes? noirs? juifs? juives? races? gueules? bonhommes? vieux "
        "vieilles? negres? gitans? roms? etrangers? individus? bonnes?_femmes? putes?",
    ),
    (
        "gros grosse petit petite petits petites pauvre pauvres vieux vieille",
        "frappes? porcs? cochon vaches? cons? connes? truie cochonne tas merdes? pouffe baleine lards? peau",
    ),
    ("cas", "social sociaux soc socs"),
    ("mal", "elevee?s?"),
    ("fouteur fouteurs", "de_merde"),
    ("repris", "de_justice"),
    ("trou trous", "du_cul"),
    ("tete tetes", "a_claques"),
    ("casse", "pieds couilles"),
    ("moins", "que_rien"),
    ("bon bons bonne", "a_rien"),
    ("punk punks", "a_chiens?"),
    ("fils", "de_pute"),
)
"""Words of which the second makes a judgement."""

# --- origin and religion ----------------------------------------------------------------------------------------------

ORIGINS = inflected(
    """
    arabe maghrebin+e algerien+ne marocain+e tunisien+ne africain+e malien+ne senegalais+e congolais+e comorien+ne
    ivoirien+ne camerounais+e nigerian+e guineen+ne roumain+e bulgare albanais+e kosovar+e tchetchene afghan+e
    syrien+ne turc turque kurde chinois+e asiatique pakistanais+e indien+ne bengali+e tamoul+e portugais+e
    polonais+e russe ukrainien+ne georgien+ne armenien+ne serbe bosniaque antillais+e mahorais+e guyanais+e
    reunionnais+e kabyle egyptien+ne libanais+e somalien+ne soudanais+e erythreen+ne rom gitan+e tsigane tzigane
    manouche yeniche romanichel noir+e black beur+ette renoi rebeu metis+se juif juive feuj musulman+e islamiste
    salafiste hindou+e immigre+e migrant+e clandestin+e etranger etrangere
    """
)
"""Origins and religions; they count when said of persons."""

ORIGINS_TOLD = ORIGINS | listed("saharienne europeenne")
OF_PERSON_ONLY = listed("voilee voilees")
COLOURS = listed("noir noire noirs noires")
MANY = listed("des les deux trois quatre cinq ces que plusieurs")
STRANGER_TO = listed("a au aux")
SPEAKING = listed("parle parlent parler a")
LANGUAGES = listed("cours langue langues traduction interprete traduit ecrit livre livres methode")
"""Before: « cours d'arabe » is a language."""

# --- names and plates -------------------------------------------------------------------------------------------------

NOT_NAMES = listed(
    # titles and offices
    """
    general generale departemental departementale regional regionale municipal municipale delegue deleguee national
    nationale technique souhaitent demandent signalent habitent veulent ont font disent appellent rappellent
    attendent refusent vivent partent vendent aimeraient aimerait desire desirent remercient precisent indiquent
    dorment entendent ronfle arrose tond maire mairesse adjoint adjointe president presidente directeur directrice
    prefet prefete sous-prefet commissaire juge procureur procureure conseiller conseillere depute deputee senateur
    senatrice ministre gardien gardienne concierge proviseur proviseure principal principale syndic cure pasteur
    imam chef cheffe responsable secretaire elu elue elus elues regisseur mediateur mediatrice docteur professeur
    maitre maitresse capitaine brigadier lieutenant colonel monsieur madame mademoiselle mesdames messieurs mme mr
    mlle dr nageur oeuvre chanteur avocat avocate notaire huissier
    """
    # small words
    """
    le la les l un une des du de d au aux a et ou ni mais donc or car que qui quoi dont si je tu il elle on nous
    vous ils elles me te se ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs y en ne
    pas plus moins tres trop bien mal avec sans sous sur dans par pour vers chez entre depuis pendant avant apres
    devant derriere contre comme quand alors ainsi aussi encore toujours jamais deja ici la-bas hier demain
    aujourd'hui maintenant bientot souvent parfois oui non merci bonjour bonsoir salut voila voici svp stp pardon
    """
    # verbs that follow « monsieur » or « madame »
    """
    est sont etait etaient sera serait suis ai as avons avez ont avait aura aurait va vont allait vient venait veut
    voulait voudrait peut pouvait doit devait dit disait dis sait savait fait faisait met mettait prend voit vit
    habite loge reside souhaite souhaitait demande demandait signale signalait appelle appelait rappelle rappeler
    rappellera indique precise refuse accepte attend pense croit explique raconte confirme insiste crie criait hurle
    tape joue parle parlait passe passait sort entre rentre revient reste repond ecrit envoie porte laisse trouve
    propose conteste relance menace declare affirme pretend observe constate remercie exige conduit sonne frappe
    jette depose gare bloque dort travaille promene tombe tombee s'est s'appelle n'a n'est n'arrive j'ai j'habite
    c'est qu'il qu'elle d'en l'a l'agent d'abord absent absente present presente joint jointe injoignable inconnu
    inconnue anonyme concerne concernee recontacte contacte contactee prevenu prevenue informe informee venu venue
    rappele rappelee satisfait satisfaite mecontent
    """
    # adjectives and nouns of persons
    """
    age agee tout toute tous seul seule vieux vieille jeune inquiet inquiete ivre chauve enceinte handicape malade
    voisin voisine voisins locataire proprietaire riverain riveraine habitant appelant appelante plaignant
    plaignante victime temoin x y z untel unetelle machin bidule
    """
    # places and things
    """
    rue avenue av bd boulevard place impasse allee chemin quai square cours route passage residence batiment bat
    hall etage appartement appt apt escalier esc porte immeuble tour cite quartier ville commune mairie ecole
    college lycee poste gare police service parking garage trottoir chaussee lampadaire poubelle poubelles bruit
    chien voiture camion scooter nom prenom objet adresse tel telephone mail motif date heure rez-de-chaussee rdc
    nord sud est ouest centre
    """
    # names of trade and of fancy
    """
    bricolage propre meuble store noel noelle fouettard michu patate royale nombreuse sainte tresor hlm bible
    """
    # days and months
    """
    lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout septembre
    octobre novembre decembre
    """
)
"""What follows a civility and is no name, accents folded."""

NAME_CIVILITIES = listed(
    "m mm mr mme mmes mlle mlles dr monsieur messieurs madame mesdames mademoiselle docteur mesdemoiselles"
)
NAME_CLUES = listed(
    """
    maitre professeur professeure epoux consorts couple veuve prenomme prenommee denomme denommee nomme nommee me pr
    s se un une le du la les au signe voisin voisine voisins voisines chez patron patrons nom prenom mon ma
    """
)
NAME_GREETINGS = listed("je mon cordialement salutations bien respectueusement")
"""First words of what announces a name (``garde_noms``)."""

SHORT_WORDS = listed("de le la ne se en et es an as ce je me te sa ma ta va km kg ml cm mm ca")
"""Pairs of letters that stand around three figures in an ordinary sentence."""

NO_SERIES = listed(
    """
    rue av ave bd bld bvd all imp pl che ch rte sq qu qua crs res lot bat apt esc etg bis ter bus km kg min ans mai
    jun avr sep nov dec jan fev mar aou eur sur par les des pour hab pm am db cv ml cm mm et de du le la en au
    """
)
"""What stands between two numbers and is no series of an old plate."""
