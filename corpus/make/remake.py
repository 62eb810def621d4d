#!/usr/bin/env python3
"""Remake the spun and machine-translated stories from their originals, as recipes.tsv says.

usage: remake.py [--check]

Title and text of each story named in recipes.tsv are made anew by spin.py or roundtrip.sh and written
back into its file under ../stories; with --check nothing is written and any difference is an error.
"""
import json
import pathlib
import re
import subprocess
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
STORIES = HERE.parent / "stories"


def run(tool, arguments, text):
    command = {"spin": [sys.executable, str(HERE / "spin.py")], "roundtrip": [str(HERE / "roundtrip.sh")]}[tool]
    done = subprocess.run(command + arguments.split(), input=text, capture_output=True, encoding="utf-8", check=True)
    return done.stdout.strip()


def slug(title):
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", re.sub("[’']", "", plain))[:9])


def main():
    check = "--check" in sys.argv[1:]
    with open(HERE / "recipes.tsv", encoding="utf-8") as f:
        recipes = {row[0]: row[1:] for row in (line.rstrip("\n").split("\t") for line in list(f)[1:])}
    n_made, n_differ = 0, 0
    for path in sorted(STORIES.glob("*.jsonl")):
        stories = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        by_id = {story["id"]: story for story in stories}
        for story in stories:
            if story["id"] not in recipes:
                continue
            source, tool, arguments = recipes[story["id"]]
            old = dict(story)
            story["title"] = " ".join(run(tool, arguments, by_id[source]["title"]).split())
            text = run(tool, arguments, by_id[source]["text"])
            story["text"] = "\n\n".join(" ".join(p.split()) for p in text.split("\n\n") if p.strip())
            story["url"] = story["url"].rpartition("/")[0] + "/" + slug(story["title"])
            n_made += 1
            if story != old:
                n_differ += 1
                if check:
                    print(f"{story['id']}: differs from what the script makes", file=sys.stderr)
        if not check:
            path.write_text("".join(json.dumps(s, ensure_ascii=False) + "\n" for s in stories), encoding="utf-8")
    print(f"{n_made} stories made, {n_differ} differ", file=sys.stderr)
    return 1 if check and n_differ else 0


if __name__ == "__main__":
    sys.exit(main())
