"""The planted copies of a dump by bench/gen, and how many of them a peer's groups hold: common to all peers."""
import json


def read_planted(dump):
    """(story, original, exact Jaccard) of every planted copy."""
    with open(dump, encoding="utf-8") as file:
        stories = map(json.loads, file)
        return [(s["id"], s["planted_of"], s["planted_jaccard"]) for s in stories if "planted_of" in s]


def read_groups(path):
    """Group by story id, from a peer's {"id", "group"} lines or from wirefold's result (its copy groups)."""
    groups = {}
    with open(path, encoding="utf-8") as file:
        for record in map(json.loads, file):
            if record.get("type", "story") == "story":
                groups[record["id"]] = record.get("group", record.get("copy_group"))
    return groups


def share_grouped(planted, groups, lowest, below=2.0):
    """Share of the planted pairs with a Jaccard in [lowest, below) that stand in one group; 0 if there are none."""
    pairs = [(story, original) for story, original, jaccard in planted if lowest <= jaccard < below]
    found = sum(groups[story] == groups[original] for story, original in pairs)
    return found / len(pairs) if pairs else 0.0


def strangers(planted, groups):
    """Stories in one group with a story that descends from another original."""
    original = {story: root for story, root, _ in planted}
    first, wrong = {}, 0
    for story, group in groups.items():
        root = original.get(story, story)
        wrong += first.setdefault(group, root) != root
    return wrong
