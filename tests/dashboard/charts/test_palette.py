"""Colours can be told apart by every eye and read on both grounds (Machado 2009, CIEDE2000, WCAG 2)."""

from itertools import combinations

import numpy as np
import pytest

from dashboard.charts import palette
from sim import colours
from tests.conftest import loaded

EYES = {
    "usual": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])


def linear(colour: str) -> np.ndarray:
    values = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    low, high = sorted(float(linear(colour) @ TO_XYZ[1]) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, eye: str) -> np.ndarray:
    seen = np.clip(EYES[eye] @ linear(colour), 0, 1)
    ratio = TO_XYZ @ seen / WHITE
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(one: np.ndarray, other: np.ndarray) -> float:
    (l1, a1, b1), (l2, a2, b2) = one, other
    c_mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(c_mean**7 / (c_mean**7 + 25.0**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    dh = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    dl, dc, dhh = l2 - l1, c2 - c1, 2 * np.sqrt(c1 * c2) * np.sin(np.radians(dh) / 2)
    lm, cm = (l1 + l2) / 2, (c1 + c2) / 2
    hm = h1 + h2 if c1 * c2 == 0 else (h1 + dh / 2) % 360
    t = (
        1
        - 0.17 * np.cos(np.radians(hm - 30))
        + 0.24 * np.cos(np.radians(2 * hm))
        + 0.32 * np.cos(np.radians(3 * hm + 6))
        - 0.20 * np.cos(np.radians(4 * hm - 63))
    )
    sl = 1 + 0.015 * (lm - 50) ** 2 / np.sqrt(20 + (lm - 50) ** 2)
    sc, sh = 1 + 0.045 * cm, 1 + 0.015 * cm * t
    turn = -np.sin(np.radians(60 * np.exp(-(((hm - 275) / 25) ** 2)))) * 2 * np.sqrt(cm**7 / (cm**7 + 25.0**7))
    return float(np.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dhh / sh) ** 2 + turn * dc / sc * dhh / sh))


def test_distance_agrees_with_published_pairs():
    """Sharma, Wu and Dalal 2005, pairs 1, 7 and 17."""
    for one, other, distance in (
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ):
        assert ciede2000(np.array(one), np.array(other)) == pytest.approx(distance, abs=1e-4)


@pytest.mark.parametrize("ground", palette.GROUNDS)
def test_marks_stand_out_on_both_grounds(ground):
    for colour in (*colours.ACTORS, palette.WORLD, *palette.COMPARED):
        assert contrast(colour, ground) >= 3.0, (colour, ground)


@pytest.mark.parametrize("eye", EYES)
def test_actors_can_be_told_apart(eye):
    """By colour, or by the dots on the line where the colour comes as close as half a unit below that."""
    for a, b in combinations(colours.ACTORS, 2):
        apart = ciede2000(lab(a, eye), lab(b, eye))
        assert apart >= 16.0 or ((a in palette.DOTTED) != (b in palette.DOTTED) and apart >= 15.5), (a, b, apart)


def test_few_colours_need_a_second_key():
    assert len(palette.DOTTED) == 1 and palette.DOTTED < set(colours.ACTORS)


@pytest.mark.parametrize("eye", EYES)
def test_ends_can_be_told_apart_also_from_the_sides(eye):
    fills = list(colours.ENDS.values())
    for fill in fills:
        for other in {*fills, *colours.ACTORS} - {fill}:
            assert ciede2000(lab(fill, eye), lab(other, eye)) >= 12.0, (fill, other)


@pytest.mark.parametrize("eye", EYES)
def test_votes_can_be_told_apart(eye):
    fills = [fill for fill, _ in palette.BALLOTS.values()]
    assert min(ciede2000(lab(a, eye), lab(b, eye)) for a, b in combinations(fills, 2)) >= 12.0


@pytest.mark.parametrize("eye", EYES)
def test_neighbouring_answers_can_be_told_apart(eye):
    """All pairs, because an answer that is never given brings its neighbours together."""
    fills = [fill for fill, _ in palette.REASONS.values()]
    closest = min((ciede2000(lab(a, eye), lab(b, eye)), a, b) for a, b in combinations(fills, 2))
    assert closest[0] >= 12.0, closest


@pytest.mark.parametrize("eye", EYES)
def test_what_stands_side_by_side_can_be_told_apart(eye):
    assert min(ciede2000(lab(a, eye), lab(b, eye)) for a, b in combinations(palette.COMPARED, 2)) >= 16.0


def test_ink_is_the_one_that_reads_better():
    for fill in (*colours.ACTORS, "#000000", "#FFFFFF", "#767676"):
        other = {"#000000": "#FFFFFF", "#FFFFFF": "#000000"}[palette.ink(fill)]
        assert contrast(fill, palette.ink(fill)) >= contrast(fill, other)


def test_lettering_can_be_read():
    for fill, ink in (*palette.REASONS.values(), *palette.BALLOTS.values()):
        assert contrast(fill, ink) >= 4.5, fill
    assert min(contrast(fill, "#000000") for fill in colours.ENDS.values()) >= 4.5


@pytest.mark.parametrize("name", ["november-2024", "minsk-2015", "korea-1951"])
def test_every_actor_has_a_colour_of_its_own(name):
    scenario = loaded(name)
    found = colours.actor_colours(scenario)
    assert list(found) == list(scenario.actors) and len(set(found.values())) == len(found) <= len(colours.ACTORS)


def test_a_victory_has_the_colour_of_its_side():
    scenario = loaded("november-2024")
    fills, own = palette.of_ends(scenario), colours.actor_colours(scenario)
    assert fills["at_war"] == palette.BLANK
    assert [fills["victory_0"], fills["victory_1"]] == [own[side] for side in scenario.belligerents()]
