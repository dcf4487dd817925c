"""The one session of botocore in a process: what it reads of AWS's own descriptions is read once.

A session with its first client costs as much processor time as the five clients after it.
"""

from functools import cache

from botocore.session import Session


@cache
def session() -> Session:
    """The session that every client of this process is made by."""
    return Session()
