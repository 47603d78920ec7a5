"""Experiment files that give the numbers of a page with `parley batch`: pure functions, no Streamlit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.session import drafts
from dashboard.session.state import Question
from dashboard.text import many_points


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


def offer(
    question: Question,
    experiment: str,
    name: str,
    command: str = "parley batch {stem}.yaml --out {stem}",
    note: str = many_points.EXPERIMENT_NOTE,
) -> None:
    """An experiment to take away, and the command that runs it; `note` says what that gives."""
    stem = f"{name}-{Path(question.name).stem}"
    st.caption(note)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.code(command.format(stem=stem), language="bash", wrap_lines=True, width="stretch")
        st.download_button(
            many_points.EXPERIMENT,
            experiment,
            f"{stem}.yaml",
            "application/yaml",
            key=f"experiment {name}",
            on_click="ignore",
            icon=":material/download:",
        )
