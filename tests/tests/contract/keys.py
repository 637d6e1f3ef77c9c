"""Gives each request of schemathesis the next of many keys, since one key may call only so often in a minute; and every
other request ids of what is there, since made-up ids meet nothing but 404."""

import itertools
import os

import schemathesis

KEYS = itertools.cycle(os.environ["PORCHLIGHT_KEYS"].split(","))
REAL = itertools.cycle([True, False])
IDS = {
    "/chatbots/": {"id": os.environ["PORCHLIGHT_PROJECT"]},
    "/agents/": {
        "agent_id": os.environ["PORCHLIGHT_PROJECT"],
        "chat_id": os.environ["PORCHLIGHT_CONVERSATION"],
    },
    "/conversations/": {"id": os.environ["PORCHLIGHT_CONVERSATION"]},
}


@schemathesis.hook
def before_call(context, case, **kwargs):
    key = next(KEYS)
    case.headers = dict(case.headers or {})
    case.headers["Authorization"] = f"Bearer {key}"
    case.headers["x-api-key"] = key
    if case.path_parameters and next(REAL):
        for part, ids in IDS.items():
            if part in case.path:
                known = {name: ids[name] for name in case.path_parameters if name in ids}
                case.path_parameters = {**case.path_parameters, **known}
