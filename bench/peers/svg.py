"""Small charts as SVG that read on light and on dark pages: horizontal bars, and lines on log-log axes."""
import math
from html import escape

STYLE = """<style>
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 15px } .dim { fill: #6e7781; font-size: 12px } .end { text-anchor: end }
.middle { text-anchor: middle } .ours { fill: #0969da } .other { fill: #8c959f } .grid { stroke: #d0d7de }
.line0 { stroke: #0969da; fill: none } .line1 { stroke: #bc4c00; fill: none }
.dot0 { fill: #0969da } .dot1 { fill: #bc4c00 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .dim { fill: #8b949e } .ours { fill: #4493f8 } .other { fill: #6e7681 } .grid { stroke: #30363d }
  .line0 { stroke: #4493f8 } .line1 { stroke: #f0883e } .dot0 { fill: #4493f8 } .dot1 { fill: #f0883e }
}
</style>"""


def text(x, y, content, classes=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{classes}">{escape(content)}</text>'


def write(path, width, height, parts, title):
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'role="img" aria-label="{escape(title)}">')
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join([head, STYLE, *parts, "</svg>", ""]))


def bars(path, title, note, rows):
    """rows: (name, value, text behind the bar, whether it is ours); the bars begin at 0."""
    left, right, step, top = 220, 250, 30, 56
    width = 890
    most = max(value for _, value, _, _ in rows)
    parts = [text(0, 18, title, "title"), text(0, 38, note, "dim")]
    for i, (name, value, label, ours) in enumerate(rows):
        y = top + i * step
        length = (width - left - right) * value / most
        parts += [text(left - 10, y + 15, name, "end"),
                  f'<rect x="{left}" y="{y}" width="{max(length, 1):.1f}" height="20" rx="2" '
                  f'class="{"ours" if ours else "other"}"/>',
                  text(left + length + 8, y + 15, label)]
    write(path, width, top + len(rows) * step, parts, title)


def count(value):
    """1000000 as 1M."""
    for unit, letter in ((1e6, "M"), (1e3, "k")):
        if value >= unit:
            return f"{value / unit:g}{letter}"
    return f"{value:g}"


def loglog(path, title, panels):
    """Panels side by side; a panel is (heading, unit, [(series name, [(x, y)])])."""
    width, height, gap = 400, 320, 40
    parts = [text(0, 18, title, "title")]
    for p, (heading, unit, series) in enumerate(panels):
        x0, x1, y0, y1 = p * (width + gap) + 56, p * (width + gap) + width, height - 34, 68
        points = [point for _, line in series for point in line]
        decades = [(math.floor(math.log10(min(v))), math.ceil(math.log10(max(v)))) for v in zip(*points)]
        (xa, xb), (ya, yb) = [(a, max(b, a + 1)) for a, b in decades]

        def place(x, y):
            return (x0 + (math.log10(x) - xa) / (xb - xa) * (x1 - x0),
                    y0 + (math.log10(y) - ya) / (yb - ya) * (y1 - y0))

        parts.append(text(x0, 46, heading))
        for e in range(xa, xb + 1):
            x = place(10 ** e, 10 ** ya)[0]
            parts += [f'<line x1="{x:.1f}" y1="{y0}" x2="{x:.1f}" y2="{y1}" class="grid"/>',
                      text(x, y0 + 18, count(10 ** e), "dim middle")]
        for e in range(ya, yb + 1):
            y = place(10 ** xa, 10 ** e)[1]
            parts += [f'<line x1="{x0}" y1="{y:.1f}" x2="{x1}" y2="{y:.1f}" class="grid"/>',
                      text(x0 - 6, y + 4, f"{count(10.0 ** e)} {unit}", "dim end")]
        for i, (name, line) in enumerate(series):
            spots = [place(x, y) for x, y in line]
            parts.append(f'<polyline class="line{i}" stroke-width="2" points="'
                         + " ".join(f"{x:.1f},{y:.1f}" for x, y in spots) + '"/>')
            parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" class="dot{i}"/>' for x, y in spots]
            parts += [f'<circle cx="{x0 + 14}" cy="{y1 + 14 + 18 * i}" r="4" class="dot{i}"/>',
                      text(x0 + 24, y1 + 18 + 18 * i, name)]
    write(path, len(panels) * (width + gap), height, parts, title)
