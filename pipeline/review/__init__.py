"""Reviewing: what to ask a person next (``queue``), what the answers say of the scores (``bands``), and the answers
as truth for ``evaluate`` (``labelled``). How an answer enters the decisions: :mod:`pipeline.decisions.writing`.
"""
