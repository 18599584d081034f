#!/usr/bin/env python3
"""Episodes of an env that `capuchin env DATASET` serves, many at a time, with nothing but the standard library.

    capuchin env rows.jsonl --sandbox local --port 8765
    python3 rollouts.py --url http://127.0.0.1:8765 --episodes 50 --actions actions.json

A policy that repeats the actions of a file stands in for a model: put yours in the place of `replay`.
"""

import argparse
import concurrent.futures
import json
import os
import urllib.error
import urllib.request


class EnvError(Exception):
    """What the env answered instead of doing what was asked; `code` is stable, the text is for people."""

    def __init__(self, status, error):
        super().__init__(f"{status} {error['code']}: {error['message']}")
        self.status = status
        self.code = error["code"]


class Env:
    """One episode after another: `reset` begins one, `step` acts in it. Leaving the `with` closes it."""

    def __init__(self, url, token=None, timeout=3600):
        self.url, self.token, self.timeout = url.rstrip("/"), token, timeout
        self.episode = None

    def instances(self):
        return self._ask("GET", "/instances")["instances"]

    def reset(self, instance):
        body = {"instance": instance}
        if self.episode is not None:
            body["episode"] = self.episode  # anew in the place of the one before
        start = self._ask("POST", "/episodes", body)
        self.episode = start["episode"]
        return start["observation"], start["info"]

    def step(self, action, tokens=None):
        body = {"action": action} if tokens is None else {"action": action, "tokens": tokens}
        step = self._ask("POST", f"/episodes/{self.episode}/step", body)
        return step["observation"], step["reward"], step["done"], step["info"]

    def close(self):
        if self.episode is not None:
            episode, self.episode = self.episode, None
            self._ask("DELETE", f"/episodes/{episode}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _ask(self, method, path, body=None):
        request = urllib.request.Request(self.url + path, method=method)
        request.add_header("Content-Type", "application/json")
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        data = None if body is None else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, data, timeout=self.timeout) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise EnvError(error.code, json.load(error)["error"]) from None


def replay(actions):
    """A policy: what to do after what was seen. Yours would send observation and tools to a model."""
    remaining = iter(actions)

    def policy(_observation):
        return next(remaining, {"name": "finish", "input": {"message": "nothing is left to do"}})

    return policy


def run_episode(url, token, instance, policy):
    with Env(url, token) as env:
        observation, _info = env.reset(instance)
        while True:
            observation, reward, done, info = env.step(policy(observation))
            if done:
                ended = info["ended"]
                return {"instance": instance, "reward": reward, "steps": info["step"], "ended": ended["kind"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8765")
    parser.add_argument("--episodes", type=int, default=4, help="at a time, over all instances in turn")
    parser.add_argument("--actions", help="JSON list of actions that each episode repeats")
    options = parser.parse_args()
    token = os.environ.get("CAPUCHIN_ENV_TOKEN")
    actions = json.load(open(options.actions)) if options.actions else []
    instances = [one["instanceId"] for one in Env(options.url, token).instances()]
    with concurrent.futures.ThreadPoolExecutor(options.episodes) as pool:
        episodes = [
            pool.submit(run_episode, options.url, token, instances[at % len(instances)], replay(actions))
            for at in range(options.episodes)
        ]
        for episode in concurrent.futures.as_completed(episodes):
            print(json.dumps(episode.result()), flush=True)


if __name__ == "__main__":
    main()
