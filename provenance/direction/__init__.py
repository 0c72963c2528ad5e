"""Who came first: evidence for the direction of a match, each kind in a module of its own.

Every kind is a function from a :class:`Pair` to reasons. A reason's weight is a natural logarithm of odds, positive
when it says that the query derives from the source; :func:`judge` adds them up.
"""

from provenance.direction.judge import judge
from provenance.direction.pair import End, Pair, Rarity
from provenance.direction.rarity import rarity_in_language, rarity_in_store

__all__ = ["End", "Pair", "Rarity", "judge", "rarity_in_language", "rarity_in_store"]
