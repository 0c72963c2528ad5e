"""Who came first: evidence for the direction of a match, each kind in a module of its own.

Every kind is a function from a :class:`Pair` to a :class:`DirectionSignal`. The value of a signal is positive when it
says that the query derives from the source. The weight of each kind, a natural logarithm of odds for each unit, was
fitted on texts whose history is known. :func:`infer` turns evidence into weighted reasons and adds them up.
"""

from provenance.direction.infer import STATED, infer, reweighed, signals
from provenance.direction.pair import NEWER, OLDER, DirectionSignal, End, Pair, Rarity
from provenance.direction.rarity import rarity_in_language, rarity_in_store

__all__ = [
    "NEWER",
    "OLDER",
    "STATED",
    "DirectionSignal",
    "End",
    "Pair",
    "Rarity",
    "infer",
    "rarity_in_language",
    "rarity_in_store",
    "reweighed",
    "signals",
]
