def call(documents, parameters):
    for document in documents:
        document["text"] = document["text"].upper()
        document["tags"] = {**document.get("tags", {}), "by": "Python"}
    return documents
