"""Operations of the desk that work without a screen."""

from __future__ import annotations

from observatory.operations.core import Context, operation
from observatory.pipeline.fiche import paper_sheet


@operation("bureau.fiche_papier")
def bureau_fiche_papier(context: Context) -> bytes:
    """The sheet on which a call is taken down when no screen works: a tagged PDF, one page, to be printed ahead."""
    return paper_sheet(context.office)
