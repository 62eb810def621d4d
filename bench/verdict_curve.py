"""Found altered copies against false alarms, by threshold: verdict_curve.csv and, drawn from it, verdict_curve.svg.

A series is a list of (P(spun), P(machine-translated)) of pairs. At a threshold a pair is told as the likelier of the two if
that reaches it; found are those told as machine-translated, false alarms those told as either.
"""
import csv
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
FOUND = {"backtrans": "back-translation beside its original", "backtrans_of_copy": "beside another altered copy",
         "wmt21": "translation systems beside a human translator"}
FALSE = {"polish_dipper": "false alarms on LLM polish and neural paraphrase", "samedesk": "false alarms on same-desk pairs"}
COLUMNS = ("model", "threshold", *FOUND, *FALSE)
STEPS = 100


def share_at(pairs, threshold, machine_only):
    told = sum(max(pair) >= threshold and (not machine_only or pair[1] > pair[0]) for pair in pairs)
    return told / len(pairs) if pairs else 0


def write(path, model, series):
    """Puts a model's rows in the place of earlier ones, and draws the figure anew."""
    rows = read(path)
    rows = [row for row in rows if row["model"] != model]
    for step in range(STEPS + 1):
        row = {"model": model, "threshold": f"{step / STEPS:.2f}"}
        for name in (*FOUND, *FALSE):
            row[name] = f"{share_at(series[name], step / STEPS, name in FOUND):.4f}"
        rows.append(row)
    rows.sort(key=lambda row: (row["model"], row["threshold"]))
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    with open(os.path.splitext(path)[0] + ".svg", "w", encoding="utf-8") as file:
        file.write(draw(rows))


def read(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# ------------------------------------------------------------------------------------------------- the figure

WIDTH, HEIGHT, LEFT, TOP, GAP = 380, 300, 60, 64, 70
COLOURS = {"backtrans": "#0b5fa5", "backtrans_of_copy": "#c2410c", "wmt21": "#3f7d20"}
DASHES = {"folds": "", "shipped": ' stroke-dasharray="5 3"'}
MODELS = {"folds": "by folds: models that never saw the story", "shipped": "as shipped: models that saw it in training"}
MOST = {"polish_dipper": .10, "samedesk": .02}
LEAST = .5  # of the share found


def default_threshold():
    """WF_MIN_PROBABILITY, as the rows have it."""
    with open(os.path.join(HERE, os.pardir, "lib", "verdict", "verdict.h"), encoding="utf-8") as file:
        found = re.search(r"#define WF_MIN_PROBABILITY (\S+)", file.read())
    return f"{float(found.group(1)):.2f}"


def text(x, y, words, more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}"{more}>{words}</text>'


def panel(rows, false, left, mark):
    """Curves of the share found over the share of false alarms, a colour a kind of copy and a dash a model."""
    most = MOST[false]

    def place(row, found):
        x, y = float(row[false]), float(row[found])
        return left + WIDTH * x / most, TOP + HEIGHT * (1 - (y - LEAST) / (1 - LEAST))

    out = [f'<rect x="{left}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#888"/>']
    for k in range(6):
        y = TOP + HEIGHT * (1 - k / 5)
        out.append(f'<line x1="{left}" x2="{left + WIDTH}" y1="{y}" y2="{y}" stroke="#ddd"/>')
        out.append(text(left - 6, y + 4, f"{LEAST + (1 - LEAST) * k / 5:.1f}", ' text-anchor="end"'))
        x = left + WIDTH * k / 5
        out.append(f'<line x1="{x}" x2="{x}" y1="{TOP}" y2="{TOP + HEIGHT}" stroke="#ddd"/>')
        out.append(text(x, TOP + HEIGHT + 16, f"{100 * most * k / 5:g} %", ' text-anchor="middle"'))
    out.append(text(left + WIDTH / 2, TOP + HEIGHT + 36, FALSE[false], ' text-anchor="middle"'))
    for found in FOUND:
        for model, dash in DASHES.items():
            mine = [row for row in rows if row["model"] == model]
            inside = [place(row, found) for row in mine if float(row[false]) <= most and float(row[found]) >= LEAST]
            if not inside:
                continue
            line = " ".join(f"{x:.1f},{y:.1f}" for x, y in inside)
            out.append(f'<polyline points="{line}" fill="none" stroke="{COLOURS[found]}" stroke-width="2"{dash}/>')
            for row in mine:
                if row["threshold"] == mark and float(row[false]) <= most and float(row[found]) >= LEAST:
                    x, y = place(row, found)
                    out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{COLOURS[found]}"/>')
    return out


def draw(rows):
    width, height = LEFT + 2 * WIDTH + GAP + 30, TOP + HEIGHT + 110
    mark = default_threshold()
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
           'font-family="sans-serif" font-size="12" fill="#222">',
           f'<rect width="{width}" height="{height}" fill="#fff"/>',
           text(LEFT, 24, "Machine translations found (up) against false alarms (across)", ' font-size="16"'),
           text(LEFT, 44, f"dots: the default threshold, {float(mark):g}")]
    for i, false in enumerate(FALSE):
        out += panel(rows, false, LEFT + i * (WIDTH + GAP), mark)
    y = TOP + HEIGHT + 62
    for i, (found, words) in enumerate(FOUND.items()):
        x = LEFT + i * 260
        out.append(f'<line x1="{x}" x2="{x + 24}" y1="{y - 4}" y2="{y - 4}" stroke="{COLOURS[found]}" stroke-width="3"/>')
        out.append(text(x + 30, y, words))
    for i, (model, dash) in enumerate(DASHES.items()):
        x = LEFT + i * 320
        out.append(f'<line x1="{x}" x2="{x + 24}" y1="{y + 20}" y2="{y + 20}" stroke="#222" stroke-width="2"{dash}/>')
        out.append(text(x + 30, y + 24, MODELS[model]))
    return "\n".join(out + ["</svg>", ""])
