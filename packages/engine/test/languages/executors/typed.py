from peaflow import requests


@requests(
    on="/first",
    input={"type": "object", "required": ["text"]},
    parameters={"type": "object", "properties": {"top": {"type": "integer"}}},
)
def first(docs, parameters):
    for doc in docs:
        doc.text = doc.text[: parameters["top"]]
