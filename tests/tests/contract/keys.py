"""Gives each request of schemathesis the next of many keys, since one key may call only so often in a minute."""

import itertools
import os

import schemathesis

KEYS = itertools.cycle(os.environ["PORCHLIGHT_KEYS"].split(","))


@schemathesis.hook
def before_call(context, case, **kwargs):
    case.headers = dict(case.headers or {})
    key = next(KEYS)
    case.headers["Authorization"] = f"Bearer {key}"
    case.headers["x-api-key"] = key
