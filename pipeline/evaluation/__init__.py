"""How right a published dataset is, against hand-checked truth: figures, what was gained and lost, floors.

Reading order: ``truth`` and ``published`` (the two sides), ``matching`` and ``passages`` (which of ours is which
of theirs), ``plan_figures`` and ``letter_figures`` (tallies), ``store``, ``comparison`` and ``gate`` (what a
result is held against), ``report`` (lines of text), ``evaluate`` (the whole of it). Beside it ``reports`` measures
reading alone, on commitments whose passages are given (``labelled_reports``).
"""
