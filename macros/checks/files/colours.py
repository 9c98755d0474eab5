"""Colours of the site that cannot be read on each other, with a near one that can.

WCAG 2.2 asks for a contrast of 4.5 for text and of 3 for what tells parts of a form apart.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from macros.checks.markup import Finding

TOKENS = Path("assets", "css", "tokens.css")
TEXT, PART = 4.5, 3.0  # least contrast
# Colour, what it stands on, and the least contrast. The first of a pair is the one to be changed.
PAIRS = (
    *(("--ink", ground, TEXT) for ground in ("--paper", "--soft")),
    *(("--ink-soft", ground, TEXT) for ground in ("--paper", "--soft")),
    *(("--link", ground, TEXT) for ground in ("--paper", "--soft")),
    *(("--brand", ground, TEXT) for ground in ("--on-brand", "--paper")),
    *(("--error", ground, TEXT) for ground in ("--paper", "--error-soft")),
    *(
        (f"--soc-{number}", ground, TEXT)
        for number in (1, 2, 3)
        for ground in ("--paper", f"--soc-{number}-soft")
    ),
    ("--step", "--paper", TEXT),
    ("--line-strong", "--paper", PART),
)
SCHEME = re.compile(r"\{[^{}]*\bcolor-scheme:\s*(light|dark)\b[^{}]*\}")
COLOUR = re.compile(r"(--[\w-]+):\s*(#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?)\s*;")
STEPS = 100  # in which a colour goes towards black or white
Rgb = tuple[float, float, float]  # 0 to 1


class _Given(NamedTuple):
    line: int
    value: str
    rgb: Rgb


def check_colours(styles: str) -> Iterator[Finding]:
    """Yield (line, token, what) for each colour of the tokens that is too near its ground."""
    for scheme in SCHEME.finditer(styles):
        given = {
            match[1]: _Given(
                styles.count("\n", 0, scheme.start() + match.start()) + 1,
                match[2],
                _parse(match[2]),
            )
            for match in COLOUR.finditer(scheme[0])
        }
        for name, ground, least in PAIRS:
            if name in given and ground in given:
                colour, below = given[name], given[ground]
                found = contrast(colour.rgb, below.rgb)
                if found < least:
                    grounds = [
                        (given[other].rgb, wanted)
                        for one, other, wanted in PAIRS
                        if one == name and other in given
                    ]
                    near = find_near(colour.rgb, grounds)
                    advice = f"“{near}” is near and passes" if near else "change both"
                    what = (
                        f"“{colour.value}” has a contrast of {found:.1f} to {ground} "
                        f"“{below.value}” in the {scheme[1]} scheme; {least:g} is the least: "
                        f"{advice}"
                    )
                    yield colour.line, name, what


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast of two colours as WCAG 2.2 defines it, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def find_near(colour: Rgb, grounds: list[tuple[Rgb, float]]) -> str | None:
    """Return the nearest colour towards black or white that passes on all grounds, as #rrggbb."""
    for step in range(1, STEPS + 1):
        for end in (0.0, 1.0):
            part = step / STEPS
            red, green, blue = (round((c + (end - c) * part) * 255) for c in colour)
            mixed = (red / 255, green / 255, blue / 255)
            if all(contrast(mixed, ground) >= least for ground, least in grounds):
                return f"#{red:02x}{green:02x}{blue:02x}"
    return None


def _parse(value: str) -> Rgb:
    digits = value[1:] if len(value) == 7 else "".join(2 * digit for digit in value[1:])
    red, green, blue = (int(digits[index : index + 2], 16) / 255 for index in (0, 2, 4))
    return red, green, blue


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
