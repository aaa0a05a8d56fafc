"""Operations of surveys: made, handed out, typed, given back."""

from __future__ import annotations

from observatory.domain.enquete import Enquete, Feuille, FeuillesLues, LienEnquete, PlanEnquete, Resultats
from observatory.domain.questionnaire import QuestionEnquete
from observatory.domain.transmission import Document
from observatory.operations.core import Context, operation
from observatory.pipeline import enquetes, reponses_enquete


@operation("enquetes.liste")
def enquetes_liste(context: Context) -> list[Enquete]:
    """The surveys open to the account, the latest first."""
    return enquetes.enquetes_open(context.office, context.account)


@operation("enquetes.questions")
def enquetes_questions(context: Context, ident: int) -> list[QuestionEnquete]:
    """The questions of a survey."""
    known = enquetes.enquete_for(context.office, ident, context.account)
    return list(enquetes.questions_of(context.office, known))


@operation("enquetes.resultats")
def enquetes_resultats(context: Context, ident: int) -> Resultats:
    """What a survey gives back, once it is closed; what few people answered is told to nobody."""
    return enquetes.resultats(context.office, ident, context.account)


@operation("enquetes.creer")
def enquetes_creer(context: Context, plan: PlanEnquete) -> Enquete:
    """Keep a survey, in preparation."""
    return enquetes.enquete_create(context.office, plan, account=context.account)


@operation("enquetes.modifier")
def enquetes_modifier(context: Context, ident: int, plan: PlanEnquete, version: int) -> Enquete:
    """Change a survey, as far as its state allows."""
    return enquetes.enquete_edit(context.office, ident, plan, version, account=context.account)


@operation("enquetes.ouvrir")
def enquetes_ouvrir(context: Context, ident: int) -> Enquete:
    """Open a survey."""
    return enquetes.enquete_start(context.office, ident, account=context.account)


@operation("enquetes.clore")
def enquetes_clore(context: Context, ident: int) -> Enquete:
    """Close a survey for good."""
    return enquetes.enquete_close(context.office, ident, account=context.account)


@operation("enquetes.ouvrir_lien")
def enquetes_ouvrir_lien(context: Context, ident: int) -> LienEnquete:
    """Make a link that opens the form; its address is told this once."""
    return reponses_enquete.survey_link_create(context.office, ident, account=context.account)


@operation("enquetes.liens")
def enquetes_liens(context: Context, ident: int) -> list[LienEnquete]:
    """The links of a survey, without their addresses."""
    return reponses_enquete.survey_links(context.office, ident, account=context.account)


@operation("enquetes.revoquer_liens")
def enquetes_revoquer_liens(context: Context, ident: int) -> int:
    """Revoke the links of a survey; gives how many."""
    return reponses_enquete.survey_links_revoke(context.office, ident, account=context.account)


@operation("enquetes.affiche")
def enquetes_affiche(context: Context, ident: int, adresse: str, papier: str = "a4") -> Document:
    """A poster with the code that opens the form, on A4 or A5."""
    return reponses_enquete.survey_poster(context.office, ident, adresse, papier, account=context.account)


@operation("enquetes.papier")
def enquetes_papier(context: Context, ident: int) -> Document:
    """The questionnaire on paper."""
    return reponses_enquete.survey_paper(context.office, ident, account=context.account)


@operation("enquetes.saisir")
def enquetes_saisir(context: Context, ident: int, feuille: Feuille) -> int:
    """Keep a sheet of paper; gives the number of the next."""
    return reponses_enquete.sheet_type(context.office, ident, feuille, account=context.account)


@operation("enquetes.feuille_suivante")
def enquetes_feuille_suivante(context: Context, ident: int) -> int:
    """The number of the next sheet."""
    return reponses_enquete.sheet_next(context.office, ident, account=context.account)


@operation("enquetes.lire_csv")
def enquetes_lire_csv(context: Context, ident: int, texte: str) -> FeuillesLues:
    """Keep the sheets of a table; says what became of each row."""
    return reponses_enquete.sheets_import(context.office, ident, texte, account=context.account)


@operation("enquetes.modele_csv")
def enquetes_modele_csv(context: Context, ident: int) -> str:
    """An empty table of sheets."""
    return reponses_enquete.sheets_model(context.office, ident, account=context.account)
