"""Forecasters that are no single forecaster: a consensus, a crowd, an ensemble of models."""

import re

_ANYWHERE = (
    "consensus crowd crowds ensemble aggregate aggregated aggregation community "
    "consensusmedian konsens konsensus consenso 共识 群体"
)
_TELLING_WORDS = frozenset(_ANYWHERE.split())
_ALONE = (
    "average mean median mittelwert durchschnitt moyenne promedio recency_weighted "
    "metaculus_prediction unweighted single_aggregation market markets manifold spf_mean "
    "spf_median 平均 中位数 市场"
)
_WHOLE_NAMES = frozenset(_ALONE.split())


def is_aggregate(name: str) -> bool:
    """Does a name say that it is many forecasters taken together?

    >>> is_aggregate("Bloomberg consensus"), is_aggregate("COVIDhub-4_week_ensemble")
    (True, True)
    >>> is_aggregate("Average Joe"), is_aggregate("First Bank")
    (False, False)
    """
    small = name.lower().strip()
    parts = set(re.split(r"[^\w]+|_", small))
    return re.sub(r"[\s-]+", "_", small) in _WHOLE_NAMES or bool(parts & _TELLING_WORDS)
