"""The planted copies of a dump by bench/gen, and how many of them a peer's output holds: common to all peers."""
import json


def read_planted(dump):
    """(story, original, exact Jaccard) of every planted copy."""
    with open(dump, encoding="utf-8") as file:
        stories = map(json.loads, file)
        return [(s["id"], s["planted_of"], s["planted_jaccard"]) for s in stories if "planted_of" in s]


class Found:
    """What a peer wrote: {"id", "group"} lines, {"id", "duplicate"} lines, or wirefold's result (its copy groups)."""

    def __init__(self, path):
        self.groups, self.flags = {}, {}
        with open(path, encoding="utf-8") as file:
            for record in map(json.loads, file):
                if "duplicate" in record:
                    self.flags[record["id"]] = record["duplicate"]
                elif record.get("type", "story") == "story":
                    self.groups[record["id"]] = record.get("group", record.get("copy_group"))

    def __len__(self):
        return len(self.groups) + len(self.flags)

    def holds(self, story, original):
        """Whether both are in one group; of a peer that only flags stories, whether the copy is flagged."""
        if self.flags:
            return self.flags[story]
        return self.groups[story] == self.groups[original]

    def share(self, planted, lowest, below=2.0):
        """Share of the planted pairs with a Jaccard in [lowest, below) that were found; None if there are none."""
        pairs = [self.holds(story, original) for story, original, jaccard in planted if lowest <= jaccard < below]
        return sum(pairs) / len(pairs) if pairs else None

    def precision(self, planted, threshold):
        """Share of the planted pairs found whose Jaccard reaches the threshold; None if none was found."""
        found = [jaccard >= threshold for story, original, jaccard in planted if self.holds(story, original)]
        return sum(found) / len(found) if found else None

    def strangers(self, planted):
        """Stories in one group with a story that descends from another original; of flags, originals flagged that
        nothing was copied from."""
        original = {story: root for story, root, _ in planted}
        if self.flags:
            copied = set(original.values())
            return sum(flag and story not in original and story not in copied for story, flag in self.flags.items())
        first, wrong = {}, 0
        for story, group in self.groups.items():
            root = original.get(story, story)
            wrong += first.setdefault(group, root) != root
        return wrong


def expected(planted, bands, rows, lowest, below=2.0):
    """Mean chance that a pair of the planted ones in [lowest, below) shares a band of k-permutation MinHash."""
    chances = [1 - (1 - jaccard ** rows) ** bands for _, _, jaccard in planted if lowest <= jaccard < below]
    return sum(chances) / len(chances) if chances else None
