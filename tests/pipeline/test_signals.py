from __future__ import annotations

from pipeline.linking.comparison import Comparison, compare
from pipeline.linking.signals import SIGNALS, number, reference, shared_terms
from pipeline.linking.tokens import terms_of
from tests.pipeline.fictions import action, recommendation, update
from tests.pipeline.small_documents import document


def comparison(*updates: object, acronyms: tuple[tuple[str, str], ...] = ()) -> Comparison:
    plan = document(
        "plan",
        recommendations=(
            recommendation(
                "4", "Bread should be fresh.", action("A stone oven will be lit in the bakery by 62 bakers.")
            ),
            recommendation("9", "Boats should float.", action("Every rowing boat will be given a coat of tar.")),
            recommendation(
                "11", "Bees should thrive.", action("The Orchard Hive Scheme will place hives on the roof.")
            ),
        ),
        acronyms=acronyms,
    )
    found = compare(plan, document("letter", updates=updates), {})
    assert found is not None
    return found


def test_a_shared_rare_word_is_quoted_from_both_sides() -> None:
    here = comparison(update("The oven has gone cold.", references=()))
    told, promised = shared_terms(here, 0, 0).quotes()
    assert "oven" in told
    assert "oven" in promised
    assert shared_terms(here, 0, 0).strength > shared_terms(here, 0, 1).strength


def test_a_short_form_stands_for_its_long_form() -> None:
    here = comparison(update("OHS is late.", references=()), acronyms=(("OHS", "Orchard Hive Scheme"),))
    assert shared_terms(here, 0, 2).strength > 0
    assert shared_terms(here, 0, 0).strength == 0


def test_a_number_in_words_is_the_number_in_figures() -> None:
    assert number(comparison(update("Sixty-two came.", references=())), 0, 0).strength > 0


def test_a_reference_by_number_or_rank_points_at_its_recommendation_alone() -> None:
    for name in ("9", "#2"):
        here = comparison(update("It is done.", references=(name,)))
        assert [reference(here, 0, j).strength for j in range(3)] == [0, 1, 0]


def test_no_signal_counts_against_a_link() -> None:
    here = comparison(update("Nothing of the kind was said on the hill.", references=()))
    assert all(signal(here, 0, j).strength >= 0 for signal in SIGNALS for j in range(3))


def test_the_forms_of_a_word_are_one_word() -> None:
    for forms in ("tag tags tagging tagged", "refer refers referring referred", "plan planning planned"):
        assert len(terms_of(forms).stems) == 1, forms
    assert terms_of("the governor’s office").stems == terms_of("governors, offices").stems
