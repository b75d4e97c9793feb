"""The host: reads what the Pea sends, calls the user's code, and answers.

| module          | what it does                                                       |
|-----------------|--------------------------------------------------------------------|
| `process`       | ends with the Pea, whatever happens                                |
| `channel`       | reads and writes frames                                            |
| `serve`         | sets up, serves, tears down                                        |
| `imports`       | stands in for `jina`, and readies `logging`                        |
| `load`          | the user's file, and the executor in it                            |
| `serving`       | the functions by endpoint                                          |
| `schemas`       | describes what the functions take and give                         |
| `binding`       | calls a function with the arguments that it takes                  |
| `reader`        | reads calls in a thread of its own                                 |
| `in_threads`    | runs functions                                                     |
| `in_tasks`      | runs functions of which some are `async`, as tasks of asyncio      |
| `answer`        | one call, and what is sent for it                                  |
| `failure`       | describes errors                                                   |
| `logs`          | makes log lines of `logging`                                       |
"""

from __future__ import annotations


def main() -> None:
    """Runs the executor that the Pea on the descriptors 3 and 4 asks for, until the Pea ends."""
    from .process import open_channel

    channel = open_channel()
    from .serve import serve

    serve(channel)
