"""The schemas that executors give their endpoints, as the Pea is told them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import pytest
from pea import Pea

Start = Callable[..., Pea]
Write = Callable[..., Path]


class TestSchemas:
    def test_each_endpoint_has_its_own(self, start: Start) -> None:
        pea = start(
            """
            from peaflow import Executor, requests

            TEXT = {"type": "object", "required": ("text",)}

            class Words(Executor):
                @requests(on="/count", input=TEXT, output={}, parameters={"properties": {"top": {"maximum": 2**80}}})
                @requests(on=["/index", "/update"], input=TEXT)
                @requests
                def work(self, docs):
                    pass
            """
        )
        text = {"type": "object", "required": ["text"]}
        assert pea.first["endpoints"] == {
            "default": {},
            "/index": {"input": text},
            "/update": {"input": text},
            "/count": {"input": text, "output": {}, "parameters": {"properties": {"top": {"maximum": 2.0**80}}}},
        }

    def test_a_class_describes_itself(self, start: Start) -> None:
        pea = start(
            """
            from peaflow import requests

            class Text:
                @classmethod
                def model_json_schema(cls, mode="validation"):
                    return {"title": mode}

            @requests(on="/a", input=Text, output=Text, parameters=Text)
            def work(docs):
                pass
            """
        )
        both = {"title": "validation"}
        assert pea.first["endpoints"] == {"/a": {"input": both, "output": {"title": "serialization"}, "parameters": both}}

    def test_models_of_pydantic_describe_themselves(self, start: Start) -> None:
        pytest.importorskip("pydantic")
        pea = start(
            """
            from pydantic import BaseModel
            from peaflow import requests

            class Text(BaseModel):
                text: str

            @requests(on="/a", input=Text)
            def work(docs):
                pass
            """
        )
        schema: Any = pea.first["endpoints"]["/a"]["input"]
        assert (schema["required"], schema["properties"]["text"]["type"]) == (["text"], "string")

    @pytest.mark.parametrize(
        ("schema", "error", "message"),
        [
            ("input=str", "LAUNCH_EXECUTOR_LOAD", "TypeError: input is <class 'str'>, not a schema: give a dict"),
            ("output=True", "LAUNCH_EXECUTOR_LOAD", "TypeError: output is True, not a schema"),
            ("input={'enum': {1}}", "LAUNCH_EXECUTOR_SCHEMA", 'the input schema of "/a" cannot be used: TypeError: '),
            ("parameters={'maximum': 1e999}", "LAUNCH_EXECUTOR_SCHEMA", 'the parameters schema of "/a" cannot be used: ValueError: '),
        ],
    )
    def test_what_is_no_schema_is_said(self, write: Write, schema: str, error: str, message: str) -> None:
        pea = Pea(write(f"from peaflow import requests\n@requests(on='/a', {schema})\ndef f(docs): pass"))
        assert (pea.first["type"], pea.first["code"]) == ("error", error)
        assert message in pea.first["message"]
