"""Answers with the nearest fact, word by word."""

from peaflow import Document, requests


@requests
async def tell(docs):
    for doc in docs:
        words = doc.matches[0].text.split()
        for number, word in enumerate(words):
            # Each list that is yielded is sent at once.
            yield [Document(id=f"{doc.id}/{number}", text=word)]
