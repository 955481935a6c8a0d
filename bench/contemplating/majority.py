"""The vote as clients of a chat server take it today: the last box or the last number of each answer,
written plainly, and the most frequent one.
"""

import re
from collections import Counter
from fractions import Fraction

BOX = re.compile(r"\\boxed\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:/\d+)?")


def answer_in(text: str) -> str:
    """Empty where there is none."""
    if boxes := BOX.findall(text):
        return boxes[-1].strip()
    numbers = NUMBER.findall(text)
    return numbers[-1].rstrip(",") if numbers else ""


def plain(answer: str) -> str:
    """A number in one form, anything else without spaces and dollar signs."""
    bare = re.sub(r"\\[dt]?frac\{(-?\d+)\}\{(\d+)\}", r"\1/\2", answer)
    bare = re.sub(r"\\text\{[^{}]*\}|\\[ ,!;]|[\s$%]", "", bare)
    try:
        return str(Fraction(bare.replace(",", "")))
    except (ValueError, ZeroDivisionError):
        return bare


def majority(texts: list[str]) -> tuple[str, float]:
    """The winner's answer as it was first written, and the share of the votes for it; of equals the one
    that came first. Answers without a value have no vote."""
    answers = [answer for answer in map(answer_in, texts) if answer]
    if not answers:
        return "", 0.0
    counts = Counter(map(plain, answers))
    best = max(counts, key=counts.__getitem__)  # Counters keep the order of first occurrence.
    return next(answer for answer in answers if plain(answer) == best), counts[best] / len(answers)
