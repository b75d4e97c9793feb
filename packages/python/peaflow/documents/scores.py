"""The scores of a document, by name."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Mapping

    Fields = Dict[str, Any]
else:
    Fields = dict


class NamedScore(Fields):
    """A score: a dict with `value`, and maybe `op_name` and `description`, which are attributes too."""

    __slots__ = ()

    value: float
    op_name: str
    description: str

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            if name == "value":
                return 0.0
            if name in ("op_name", "description"):
                return ""
            raise AttributeError(f"the score has no {name!r}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


class Scores(Fields):
    """Scores by name. One that is missing is made when it is read; a number that is put in becomes its value."""

    __slots__ = ("_document", "_name")

    def __init__(self, scores: Mapping[str, Any] = {}) -> None:
        super().__init__()
        for name, score in scores.items():
            self[name] = score

    def __missing__(self, name: str) -> NamedScore:
        self[name] = score = NamedScore()
        return score

    def __setitem__(self, name: str, score: Any) -> None:
        if not isinstance(score, NamedScore):
            score = NamedScore(score) if isinstance(score, dict) else NamedScore(value=score)
        super().__setitem__(name, score)
