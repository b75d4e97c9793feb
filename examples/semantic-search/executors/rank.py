"""Sorts the matches of all shards by score and returns the best, as sort.js does."""

from peaflow import requests


@requests(on="/search")
def rank(questions, parameters):
    top = parameters.get("top", 5)
    for question in questions:
        best = sorted(question.matches, key=lambda match: match.score, reverse=True)
        question.matches = best[:top]
