#!/bin/sh
# Wirefold beside other tools, on the same made dump in the same run: time, memory, recall, precision.
#
#     bench/peers/run.sh [STORIES]        (20000; `make peers ARGS=STORIES` builds what is needed first)
#
# Installs pinned versions into a folder of its own under the build folder: a Python environment for each of
# bench/peers/*.txt, and gaoya by cargo, built for this machine's processor. One that cannot be installed is reported
# and left out. Then makes the dump with bench/gen, and leaves the figures in bench/peers.csv and the chart in
# bench/peers.svg. PYTHON (python3.11 if there is one, else python3), CARGO (cargo), B (the build folder, build)
# and WIREFOLD (the program, $B/wirefold) can be set. Exit codes: 0 done, 2 wrong usage, 3 something failed.
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
cargo=${CARGO:-cargo}

fail() {
    echo "run.sh: $1" >&2
    exit 3
}
for program in "$wirefold" "$build/bench/gen"; do
    [ -x "$program" ] || fail "$program is not there: run 'make peers'"
done
mkdir -p "$build/peers"
work=$(cd "$build/peers" && pwd)

# Notes why a peer cannot run; compare.py reads it.
cannot() {
    echo "$2; see $work/$1.install.log" >"$work/$1.failed"
    echo "run.sh: $1: $2; see $work/$1.install.log" >&2
}

install_python() {
    cmp -s "bench/peers/$1.txt" "$work/$1/installed.txt" && return
    echo "run.sh: installing $1"
    rm -rf "${work:?}/$1" "$work/$1.failed"
    if ! "$python" -m venv "$work/$1" >"$work/$1.install.log" 2>&1; then
        cannot "$1" 'no Python environment (Debian: apt-get install python3-venv)'
    elif ! "$work/$1/bin/pip" install --disable-pip-version-check -r "bench/peers/$1.txt" >>"$work/$1.install.log" 2>&1; then
        cannot "$1" 'pip failed'
    else
        cp "bench/peers/$1.txt" "$work/$1/installed.txt"
    fi
}

install_gaoya() {
    rm -f "$work/gaoya.failed"
    echo 'run.sh: building gaoya'
    if ! RUSTFLAGS='-C target-cpu=native' "$cargo" build --quiet --release --locked --manifest-path \
        bench/peers/gaoya/Cargo.toml --target-dir "$work/gaoya" >"$work/gaoya.install.log" 2>&1; then
        cannot gaoya 'cargo failed (1.85 or later is needed)'
    fi
}

for peer in datasketch datatrove rensa; do
    install_python "$peer"
done
install_gaoya

trap 'rm -f "$work"/*.jsonl' EXIT
trap 'exit 130' INT TERM
"$build/bench/gen" --stories "$stories" >"$work/dump.jsonl" || fail 'cannot make the dump'
"$python" -B bench/peers/compare.py --dump "$work/dump.jsonl" --wirefold "$wirefold" --work "$work" \
    --csv bench/peers.csv --svg bench/peers.svg
