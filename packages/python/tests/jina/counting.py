"""A module beside an executor."""


def count_words(text):
    return len(text.split())
