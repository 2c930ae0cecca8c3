"""Why a question is not even asked: a status, a reason for programs, a text for people that carries a number."""

from __future__ import annotations

from bot import wordings
from bot.types import Record
from bot.web.sites import Contact

_SEE = "Please ask a doctor or pharmacist."
TEXTS = {
    "unknown_site": "This page has not been set up to answer questions.",
    "forbidden_origin": "This page may not show Litotes.",
    "paused": "Answers are switched off at the moment.",
    "over_budget": "No more questions can be answered today.",
    "too_many": "Too many questions were asked in a short time. Please wait a minute and try again.",
    "busy": "Many people are asking at the moment. Please try again in a few seconds.",
    "stopping": "The service is restarting. Please try again in a minute.",
    "unrecorded": "No question can be answered at the moment. Please try again in half a minute.",
    "updating": "The sources are being updated. Please ask again in half a minute.",
    "too_slow": "This took too long and no answer was made. Please try again.",
    "failed": "Something went wrong and no answer was made. Please try again.",
    "bad_request": "This question could not be read. Please ask it again in a few sentences.",
    "too_large": "This message is too large. Please ask one question in a few sentences.",
    "unauthorised": "Please sign in.",
    "not_found": "There is nothing here.",
}
_STATUS = {
    "unknown_site": 404, "forbidden_origin": 403, "paused": 503, "over_budget": 503, "too_many": 429, "busy": 429,
    "stopping": 503, "updating": 503, "unrecorded": 503, "too_slow": 504, "failed": 500, "bad_request": 422,
    "too_large": 413, "unauthorised": 401, "not_found": 404,
}  # fmt: skip


class RefusalText(Record):
    """What a caller gets instead of an answer."""

    code: str
    text: str
    contacts: tuple[Contact, ...]
    disclaimers: tuple[str, ...]
    retry_after_s: int | None = None


class Refusal(Exception):  # noqa: N818  # reason: it is a normal end, not an error
    """Raised where a question is not let in."""

    def __init__(self, code: str, contacts: tuple[Contact, ...], *, retry_after_s: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.status = _STATUS[code]
        self.retry_after_s = retry_after_s
        self.told = told(code, contacts, retry_after_s)

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after_s)} if self.retry_after_s else {}


def told(code: str, contacts: tuple[Contact, ...], retry_after_s: int | None = None) -> RefusalText:
    """Return the text of a refusal: what happened, whom to ask, whom to call in an emergency."""
    emergency = [each for each in contacts if each.label.startswith("Emergency")] or [*contacts]
    numbers = wordings.joined([f"{each.number} ({each.label.removeprefix('Emergency, ')})" for each in emergency])
    clinic = [each for each in contacts if not each.label.startswith(("Emergency", "Crisis"))]
    call = f" You can call {clinic[0].label}: {clinic[0].number}." if clinic else ""
    return RefusalText(
        code=code,
        text=f"{TEXTS[code]} {_SEE}{call} In an emergency call {numbers}.",
        contacts=contacts,
        disclaimers=wordings.DISCLAIMERS,
        retry_after_s=retry_after_s,
    )
