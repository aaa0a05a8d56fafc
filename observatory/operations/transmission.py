"""Operations of the hand-over: sending files to services, what they answer, the pictures that come with it."""

from __future__ import annotations

from observatory.domain.transmission import (
    ATransmettre,
    BilanService,
    CompteRendu,
    Confie,
    Document,
    Photo,
    Reponse,
    Transmission,
    Voie,
)
from observatory.operations.core import Context, operation
from observatory.pipeline import comptes_rendus, photos, transmission


@operation("suivi.a_transmettre", keys=lambda found: [one.reference for one in found])
def suivi_a_transmettre(context: Context) -> list[ATransmettre]:
    """The troubles that have a service and wait to be sent to it, the earliest promise first; texts are masked."""
    return transmission.waiting_files(context.office, context.account)


@operation("suivi.transmettre", keys=lambda found: [found.reference])
def suivi_transmettre(
    context: Context, reference: str, voie: Voie, destinataire: str = "", note: str = "", service: str = ""
) -> Transmission:
    """Send a file and those of its problème to their service, or to another; every sending leaves a trace."""
    return transmission.transmit(
        context.office, reference, voie, account=context.account, destinataire=destinataire, note=note, service=service
    )


@operation("suivi.transmissions", keys=lambda found: [one.reference for one in found])
def suivi_transmissions(context: Context, reference: str) -> list[Transmission]:
    """How a file was sent so far, and what became of its links."""
    return transmission.sendings(context.office, reference, context.account)


@operation("suivi.services")
def suivi_services(context: Context) -> list[str]:
    """The services to which a file may be sent."""
    return transmission.services(context.office)


@operation("suivi.bordereau", keys=lambda found: [found.reference])
def suivi_bordereau(context: Context, reference: str) -> Document:
    """The slip of a file that was sent on paper, as a tagged PDF; it prints again as it was."""
    return transmission.paper(context.office, reference, context.account)


@operation("suivi.revoquer_liens")
def suivi_revoquer_liens(context: Context, reference: str) -> int:
    """Let nobody answer by the links of a file any more; gives how many could still be used."""
    return transmission.revoke_links(context.office, reference, context.account)


@operation("suivi.rendre_compte", keys=lambda found: [found.reference])
def suivi_rendre_compte(context: Context, reference: str, reponse: Reponse) -> CompteRendu:
    """Keep what a service did, plans or refuses: by itself for its own files, by a régulateur for any."""
    return comptes_rendus.answer(context.office, reference, reponse, context.account)


@operation("suivi.comptes_rendus", keys=lambda found: [one.reference for one in found])
def suivi_comptes_rendus(context: Context) -> list[CompteRendu]:
    """The comptes rendus that wait to be taken or set aside, the oldest first."""
    return comptes_rendus.to_validate(context.office, context.account)


@operation("suivi.valider", keys=lambda found: [found.reference])
def suivi_valider(context: Context, ident: int, phrase: str = "") -> CompteRendu:
    """Take a compte rendu: the files follow, and who called is owed news."""
    return comptes_rendus.validate(context.office, ident, context.account, phrase)


@operation("suivi.ecarter", keys=lambda found: [found.reference])
def suivi_ecarter(context: Context, ident: int, motif: str) -> CompteRendu:
    """Set a compte rendu aside, with a reason; the file stays where it is."""
    return comptes_rendus.set_aside(context.office, ident, context.account, motif)


@operation("suivi.confies", keys=lambda found: [one.fiche.reference for one in found])
def suivi_confies(context: Context, clos: bool = False, limit: int = 200) -> list[Confie]:
    """What is entrusted to the services of the account, the late first; nothing of any other service."""
    return comptes_rendus.entrusted(context.office, context.account, clos=clos, limit=limit)


@operation("suivi.bilan")
def suivi_bilan(context: Context) -> BilanService:
    """The figures of the services of the account over three months: promises kept and broken, m², cost."""
    return comptes_rendus.figures(context.office, context.account)


@operation("photos.voir", keys=lambda found: [found.reference])
def photos_voir(context: Context, ident: int) -> Document:
    """A picture, for who may see it."""
    return photos.picture(context.office, ident, context.account)


@operation("photos.a_moderer", keys=lambda found: [one.reference for one in found])
def photos_a_moderer(context: Context) -> list[Photo]:
    """The pictures that nobody has looked at, the oldest first."""
    return photos.waiting_pictures(context.office, context.account)


@operation("photos.dossier", keys=lambda found: [one.reference for one in found])
def photos_dossier(context: Context, reference: str) -> list[Photo]:
    """The pictures that walks took of what a file tells, once somebody looked at them."""
    return photos.file_pictures(context.office, reference, context.account)


@operation("photos.moderer")
def photos_moderer(context: Context, ident: int, visible: bool) -> Photo:
    """Say whether a picture is shown beyond the desk."""
    return photos.moderate(context.office, ident, visible=visible, account=context.account)
