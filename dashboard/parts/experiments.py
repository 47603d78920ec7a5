"""Experiment files that give the numbers of a page with `parley batch`: pure functions, no Streamlit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dashboard.session import drafts
from dashboard.session.state import Question


def experiment(question: Question, outcome: str, design: Mapping[str, Any], runs: int, title: str) -> str:
    """An experiment file around a question, as YAML; every value is written as JSON, which YAML contains."""
    lines = {
        "title": title,
        "scenarios": [drafts.file_of(question.name)],
        "set": dict(question.changes),
        "runs": runs,
        "months": question.months,
        "seed": question.seed,
        "outcomes": [outcome],
        "record": [],
        "monthly": False,
    }
    told = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in lines.items()]
    (kind, content), *_ = design.items()
    told += ["design:", f"  {kind}:"]
    told += [f"    {json.dumps(key)}: {json.dumps(value)}" for key, value in content.items()]
    return "\n".join(told) + "\n"
