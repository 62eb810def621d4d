#!/bin/sh
# Wirefold beside other tools, on the same made dump in the same run: time, memory, recall.
#
#     bench/peers/run.sh [STORIES]        (20000; `make peers ARGS=STORIES` builds what is needed first)
#
# Installs the pinned requirements.txt into a folder of its own under the build folder, makes the dump with bench/gen,
# and leaves the figures in bench/peers.csv. PYTHON (python3.11 if there is one, else python3), B (the build folder,
# build) and WIREFOLD (the program, $B/wirefold) can be set. Exit codes: 0 done, 2 wrong usage, 3 something failed.
set -eu
cd "$(dirname "$0")/../.."

stories=${1:-20000}
case $stories in
'' | *[!0-9]*)
    echo 'usage: run.sh [STORIES]' >&2
    exit 2
    ;;
esac
build=${B:-build}
wirefold=${WIREFOLD:-$build/wirefold}
python=${PYTHON:-$(command -v python3.11 || command -v python3)}
work=$build/peers

fail() {
    echo "run.sh: $1" >&2
    exit 3
}
for program in "$wirefold" "$build/bench/gen"; do
    [ -x "$program" ] || fail "$program is not there: run 'make peers'"
done

mkdir -p "$work"
if ! cmp -s bench/peers/requirements.txt "$work/venv/requirements.txt"; then
    rm -rf "$work/venv"
    "$python" -m venv "$work/venv" || fail "cannot make a Python environment (Debian: apt-get install python3-venv)"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check -r bench/peers/requirements.txt ||
        fail 'cannot install bench/peers/requirements.txt'
    cp bench/peers/requirements.txt "$work/venv/"
fi

trap 'rm -f "$work"/*.jsonl' EXIT
trap 'exit 130' INT TERM
"$build/bench/gen" --stories "$stories" >"$work/dump.jsonl" || fail 'cannot make the dump'
"$work/venv/bin/python" -B bench/peers/compare.py --dump "$work/dump.jsonl" --wirefold "$wirefold" --work "$work" \
    --out bench/peers.csv
