"""Valid scenarios that ask much of a machine."""

from pathlib import Path

from ruamel.yaml import YAML

from sim import Scenario
from tests.conftest import SMALL


def wide(issues: int = 0, proposals: int = 0, members: int = 0, base: Path = SMALL) -> Scenario:
    """A scenario with so many more issues, proposals in the place of its own, or members of its first bloc."""
    data = YAML(typ="safe", pure=True).load(base)
    sides = [actor for actor in data["actors"].values() if actor["role"] == "belligerent"]
    anchors = {"a": {"at": 0, "label": "a"}, "b": {"at": 1, "label": "b"}}
    for number in range(issues):
        data["issues"][f"i{number}"] = {"label": "x", "anchors": anchors, "status_quo": 0}
        for side in sides:
            side["preferences"][f"i{number}"] = {"ideal": 0.3, "weight": 0.1}
    if proposals:
        terms = {name: 0.5 if name not in ("border", "guards") else "open" for name in data["issues"]}
        data["proposals"] = {f"p{number}": {"label": "x", "terms": terms} for number in range(proposals)}
        data["levers"], data["events"] = {}, {}
    bloc = next((actor for actor in data["actors"].values() if actor.get("members")), {})
    for number in range(members):
        bloc["members"][f"m{number}"] = {"label": "x", "weight": 1, "stance": 0.4}
    return Scenario.model_validate(data)
