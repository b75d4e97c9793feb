from peaflow import requests


@requests
def hand_on(docs):
    """Hands on what it gets, as a user's executor would."""
    return docs
