"""What a document says. Nothing here concludes anything, and nothing here imports the rest of the project.

Every record carries its verbatim words and its :class:`Place`, so that a reader can go back to the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Precision = Literal["day", "month", "quarter", "season", "period", "year"]
Response = Literal["agreed", "partly_agreed", "not_agreed"]
TargetKind = Literal["date", "completed", "ongoing", "none"]
Status = Literal["completed", "in_progress", "planned", "delayed", "superseded", "none"]
STATUSES: tuple[Status, ...] = get_args(Status)
Strength = Literal["done", "will", "intend", "consider", "none"]
DateRole = Literal["achieved", "due", "context"]
Severity = Literal["info", "warning", "error"]
DocumentKind = Literal["action_plan", "update_letter", "other"]
ClaimKind = Literal["owner", "method", "scope"]
# How a statement stands in its letter. It goes on about what the one before is about (``continues``) or turns to
# something else (``turns``); it tells of what the plan does not hold (``outside``), of the plan as a whole
# (``plan``), or of the correspondence (``courtesy``); it stands under a heading that opens or closes a letter
# (``frame``); it sets something anew (``moves``), or against something else (``contrast``).
Cue = Literal["continues", "turns", "outside", "plan", "courtesy", "frame", "moves", "contrast"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page: page from 1, PDF points, origin at the top left."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: boxes in a paged format (several when a page cuts it), else a locator.

    A locator reads ``table[2]/row[14]/cell[4]``, ``sheet[1]/row[7]/cell[5]`` or ``line[489:492]`` (counted from 1).
    """

    boxes: tuple[Box, ...] = ()
    locator: str | None = None

    @property
    def page(self) -> int | None:
        """The page on which it begins; None in a format without pages."""
        return self.boxes[0].page if self.boxes else None


@dataclass(frozen=True, slots=True)
class Interval:
    """A date, never more precise than its source: first and last possible day, both inclusive."""

    start: date
    end: date
    precision: Precision


@dataclass(frozen=True, slots=True)
class Quantity:
    """A counted amount: its words, its value and the unit the words give ("places", "GBP", "%").

    ``noun`` is the thing counted, in the singular, None for money, time and shares; ``part`` tells whether it is
    counted out of a larger number ("18 of the 25 places").
    """

    raw: str
    value: float
    unit: str
    noun: str | None = None
    part: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """A number and a word near it, which it may count: the word in the singular, the value, the words of both."""

    noun: str
    value: float
    raw: str


@dataclass(frozen=True, slots=True)
class Issue:
    """Something a person should look at. ``record`` names the record inside the document ("5.01/2")."""

    code: str
    severity: Severity
    message: str
    page: int | None = None
    locator: str | None = None
    record: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of a record with the words, place and rule it came from: the audit trail."""

    field: str
    value: str
    raw: str
    place: Place
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date a passage states: its words, what it is (achieved, due or context) and its interval.

    ``within`` marks a length of time that runs to the end of its interval ("within two years").
    """

    raw: str
    role: DateRole
    interval: Interval
    within: bool = False


@dataclass(frozen=True, slots=True)
class ClaimedChange:
    """A statement says that something is not as it was: who does it, how, or what it covers; and the clause."""

    kind: ClaimKind
    raw: str


@dataclass(frozen=True, slots=True)
class Action:
    """One commitment: what will be done, by whom, by when.

    ``targets`` holds every target of the entry in reading order; the last one counts as *the* target.
    ``counts`` are the numbers of its text with the words near them, the nearest first.
    """

    text: str
    owners: tuple[str, ...]
    owner_raw: str | None
    target_kind: TargetKind
    target_raw: str | None
    targets: tuple[Interval, ...]
    progress_raw: str | None
    quantities: tuple[Quantity, ...]
    place: Place
    confidence: float
    facts: tuple[Fact, ...] = ()
    counts: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A recommendation and the actions that answer it, in reading order.

    ``number`` is as printed without its trailing dot; ``text`` leaves out the ``lead_in`` that governs it.
    ``response`` is None where the document gives none (or an unknown word, which is an issue).
    """

    number: str
    section: str | None
    lead_in: str | None
    addressee: str | None
    text: str
    references: tuple[str, ...]
    response: Response | None
    response_raw: str | None
    explanation: str | None
    actions: tuple[Action, ...]
    place: Place
    confidence: float
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Update:
    """One statement about progress: a sentence of a letter, or the progress cell of a plan's row.

    ``char_start``/``char_end`` index the document's running text (:func:`extractors.prose.text.running_text`).
    ``run_in_head`` is the bold head of the bullet or paragraph it stands in. ``paragraph`` counts the
    paragraphs of the document from 0, so that a passage which continues the one before can be seen.
    ``same_row`` names the action ("5.01/2") whose table row holds this statement, None in letters.
    ``likely`` is how likely each of :data:`STATUSES` is, empty where a person or a state word says it.
    ``cues`` tell how it stands in its letter, ``changes`` what it says is not as it was, at most one a kind;
    ``numbers`` are the values it states (years left out), ``counts`` those with the words near them, the nearest
    first, ``short_forms`` the short forms it names.
    """

    section: str | None
    text: str
    status: Status
    strength: Strength
    reason: str | None
    dates: tuple[StatedDate, ...]
    quantities: tuple[Quantity, ...]
    references: tuple[str, ...]
    actors: tuple[str, ...]
    place: Place
    char_start: int | None
    char_end: int | None
    confidence: float
    run_in_head: str | None = None
    paragraph: int | None = None
    same_row: str | None = None
    facts: tuple[Fact, ...] = ()
    cues: tuple[Cue, ...] = ()
    changes: tuple[ClaimedChange, ...] = ()
    numbers: tuple[float, ...] = ()
    short_forms: tuple[str, ...] = ()
    likely: tuple[float, ...] = ()
    counts: tuple[Count, ...] = ()

    @property
    def status_probability(self) -> float | None:
        """How likely the status is; None where no model says it."""
        return self.likely[STATUSES.index(self.status)] if self.likely else None


@dataclass(frozen=True, slots=True)
class Mention:
    """Another document that this one names: "updated you in October 2019"; ``place`` is that of the sentence."""

    kind: Literal["action_plan", "update_letter", "report"]
    raw: str
    interval: Interval | None
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What the document says of itself. Absent values are None, never ''.

    ``outstanding_only`` are the words in which a letter says that it reports on outstanding actions only, or leaves
    out those that are done.
    """

    kind: DocumentKind
    subject: str | None = None
    establishment: str | None = None
    inspectorate: str | None = None
    inspection: Interval | None = None
    report_published: date | None = None
    dated: date | None = None
    addressee: str | None = None
    signatories: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    outstanding_only: str | None = None
    template: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was read from one document.

    ``words`` counts the words of every page, ``words_assigned`` those that ended in a record, a heading,
    page furniture or an issue, without running text that could belong to a plan: their ratio is the published
    coverage.
    ``acronyms`` pairs each short form with the long form the document introduces it by; ``short_forms`` are all
    that stand in its text.
    """

    reader: str
    media_type: str
    pages: int | None
    text: str
    facts: DocumentFacts
    recommendations: tuple[Recommendation, ...]
    updates: tuple[Update, ...]
    issues: tuple[Issue, ...]
    words: int
    words_assigned: int
    acronyms: tuple[tuple[str, str], ...] = ()
    short_forms: tuple[str, ...] = ()


class DocumentError(Exception):
    """A document that cannot be read: one line that says what is wrong and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
