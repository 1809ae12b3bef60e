from __future__ import annotations

from extractors.documents.records import read_action
from extractors.documents.statements.words import read_update
from pipeline.ledger.changes import changes
from tests.pipeline.fictions import action, update


def test_a_share_of_an_amount_changes_nothing_but_the_whole_does() -> None:
    promised = read_action(action("A further 40 workshop places will be created."))
    said = read_update(update("18 of the 25 workshop places are filled."))
    (found,) = changes([("q/u1", said)], promised)
    assert (found.kind, found.from_, found.to) == ("quantity", "40 places", "25 workshop places")
    begun = read_update(update("18 of the 40 places are filled."))
    assert list(changes([("q/u1", begun)], promised)) == []
