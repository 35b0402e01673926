"""What the browser shows when a person comes back from a mail provider."""

from collections.abc import Mapping

from fastapi import Response

from app.language.catalogue import Catalogue
from app.server.web.asset import asset_url
from app.server.web.page import fill, page

_SHEETS = {"theme_css": "theme.css", "base_css": "base.css", "trial_css": "trial.css", "icon": "app-icon.svg"}


def done_page(catalogues: Mapping[str, Catalogue], language: str, brand: str) -> Response:
    """It worked."""
    _ = catalogues[language].gettext
    lead = _("Deskhand may read and send the mail of this mailbox. Close this page and go on in the desk.")
    return _page(language, brand, _("You are signed in"), lead)


def refused_page(catalogues: Mapping[str, Catalogue], language: str, brand: str, said: str) -> Response:
    """The provider, or the person at it, said no."""
    _ = catalogues[language].gettext
    lead = _("The mail provider did not let us in ({said}). Nothing was changed. Go back to the desk and try again.")
    return _page(language, brand, _("Not signed in"), lead.format(said=said), 400)


def stale_page(catalogues: Mapping[str, Catalogue], language: str) -> Response:
    """The link was used before, is too old, or is not ours."""
    _ = catalogues[language].gettext
    lead = _("This sign-in was finished before or has become too old. Nothing was changed. Begin it again in the desk.")
    return _page(language, "Deskhand", _("Not signed in"), lead, 400)


def _page(language: str, brand: str, title: str, lead: str, status: int = 200) -> Response:
    texts = {"lang": language, "brand": brand, "title": title, "lead": lead}
    return page(fill("signed-in.html", texts | {key: asset_url(it) for key, it in _SHEETS.items()}), status)
