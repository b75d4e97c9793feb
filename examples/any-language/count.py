"""Counts words, as an executor of a few lines of any language does: a line of JSON in, a line of JSON out."""

import json
import sys

for line in sys.stdin:
    call = json.loads(line)
    try:
        for document in call["documents"]:
            document.setdefault("tags", {})["words"] = len(document["text"].split())
        answer = {"documents": call["documents"]}
    except KeyError as error:
        answer = {"error": f"a document has no {error}"}
    print(json.dumps({"id": call["id"], **answer}), flush=True)
