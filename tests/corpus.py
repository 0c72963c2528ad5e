"""Texts for tests: made up from a seed, so that they are many, all different, and nobody's."""

import random
from pathlib import Path

_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
_VOCABULARY = sorted({"".join(random.Random(seed).choices(_SYLLABLES, k=2 + seed % 3)) for seed in range(4_000)})

STORY = (
    "The harbour master closed the northern gate at dawn because the river had risen overnight. "
    "Two barges loaded with timber lay waiting at the quay, and their crews drank coffee in the shelter. "
    "Nobody expected the water to fall before Thursday, so the mayor sent bread and blankets from the town. "
    "A ferry pilot told the children how the bridge was carried away in the winter when he was a boy."
)
SPUN = (
    "The haven master sealed the northern gate at daybreak because the rivulet had risen overnight. "
    "Two barges loaded with lumber lay waiting at the pier, and their crews drank coffee in the refuge. "
    "Nobody expected the water to recede before Thursday, so the mayor sent bread and coverlets from the town. "
    "A ferry pilot told the youngsters how the bridge was swept away in the winter when he was a lad."
)
UNRELATED = (
    "Bread rises because yeast turns sugar into gas. Warm dough rises faster than cold dough, but a slow rise "
    "tastes better. Bakers fold the dough once an hour and shape the loaves when a finger leaves a dent. "
    "An oven full of steam keeps the crust soft until the loaf has grown as far as it will."
)


def prose(seed: int, words: int = 120) -> str:
    """Sentences of made-up words; other seeds give texts that share no passage with these."""
    rng = random.Random(seed)
    made = [rng.choice(_VOCABULARY) for _ in range(words)]
    for start in range(0, words, 11):
        made[start] = made[start].capitalize()
    return " ".join(f"{word}." if place % 11 == 10 else word for place, word in enumerate(made, start=0)) + "."


def reworded(text: str, seed: int, every: int = 6) -> str:
    """``text`` with about one word in ``every`` put into other words."""
    rng = random.Random(seed)
    return " ".join(rng.choice(_VOCABULARY) if rng.randrange(every) == 0 else word for word in text.split(" "))


def planted(originals: int, seed: int = 1) -> tuple[dict[str, str], set[frozenset[str]]]:
    """Texts by name, and the pairs of names of which one was made from the other.

    Half of the originals have no copy; the others have one that is whole, a paragraph inside another text,
    or reworded, by turns.
    """
    texts = {f"original-{number:04}.txt": prose(seed * 100_000 + number) for number in range(originals)}
    pairs = set()
    for number in range(0, originals, 2):
        name, own = f"original-{number:04}.txt", prose(seed * 100_000 + originals + number, 150)
        copies = [
            f"A line ahead of it. {texts[name]}",
            f"{own}\n\n{' '.join(texts[name].split(' ')[20:80])}\n\n{own[::-1]}",
            reworded(texts[name], number),
        ]
        copy = f"copy-{number:04}.txt"
        texts[copy] = copies[number // 2 % 3]
        pairs.add(frozenset((name, copy)))
    return texts, pairs


def write(folder: Path, texts: dict[str, str]) -> Path:
    """``texts`` as files in ``folder``, which is made."""
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
