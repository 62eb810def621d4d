#!/bin/sh
# Runs the command line as a user would and compares what comes out, to the byte.
#
#   run.sh [--update] [CASE...]
#
# A case is a folder cases/NAME with `cmd`, a shell script, and what is expected of it: `stdout`, `stderr`, `exit`. It
# runs in a scratch folder in which `input` is tests/golden/input and `wirefold` and `example` are commands. `needs`, if
# it is there, is a condition without which the case is left out. Times, the version, the wording of the boilerplate
# rule, the probabilities of verdicts, from what probability they are given, and what other libraries say are blanked.
# Whatever a case does, it must leave nothing in its folder for temporary files.
#
# --update rewrites what is expected: read the difference before you commit it.
# Environment: WIREFOLD and EXAMPLE, the programs (default: build/wirefold, build/example); EMULATOR, what runs them
# where this machine cannot.
set -u

here=$(cd "$(dirname "$0")" && pwd)
update=no
if [ "${1:-}" = --update ]; then
    update=yes
    shift
fi
absolute() { echo "$(cd "$(dirname "$1")" && pwd)/$(basename "$1")"; }
WIREFOLD=$(absolute "${WIREFOLD:-build/wirefold}")
EXAMPLE=$(absolute "${EXAMPLE:-build/example}")
for program in "$WIREFOLD" "$EXAMPLE"; do
    if [ ! -x "$program" ]; then
        echo "run.sh: $program is no program: build it first, or name it by WIREFOLD and EXAMPLE" >&2
        exit 2
    fi
done

scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
mkdir "$scratch/bin"
put_program() {
    if [ -z "${EMULATOR:-}" ]; then
        ln -s "$1" "$scratch/bin/$2"
    else
        printf '#!/bin/sh\nexec %s "%s" "$@"\n' "$EMULATOR" "$1" >"$scratch/bin/$2"
        chmod +x "$scratch/bin/$2"
    fi
}
put_program "$WIREFOLD" wirefold
put_program "$EXAMPLE" example
PATH=$scratch/bin:$PATH
LC_ALL=C.UTF-8
export PATH LC_ALL
unset NO_COLOR CDPATH 2>/dev/null
guard=
for name in timeout gtimeout; do
    if [ -z "$guard" ] && command -v $name >/dev/null 2>&1; then guard="$name 120"; fi
done

blank() {
    sed -e 's/ in [0-9][0-9.]* s: / in N s: /' -e 's/"version":"[0-9.]*"/"version":"V"/' \
        -e 's/"rule":"[^"]*"/"rule":"RULE"/' \
        -e 's/compressed data (.*)/compressed data (WHY)/' \
        -e 's/"min_probability":0\.[0-9]*/"min_probability":P/' -e '/--min-probability/s/default 0\.[0-9]*/default P/' \
        -e 's/"probability":0\.[0-9]*/"probability":P/g' \
        -e 's/^wirefold [0-9][0-9.]*$/wirefold V/' "$1"
}

run_case() {
    room=$scratch/$1
    mkdir -p "$room/tmp" "$room/here"
    ln -s "$here/input" "$room/here/input"
    (
        cd "$room/here" || exit 2
        TMPDIR=$room/tmp
        export TMPDIR
        # shellcheck disable=SC2086
        $guard sh "$here/cases/$1/cmd" >"$room/stdout.raw" 2>"$room/stderr.raw" </dev/null
        echo $? >"$room/exit"
    )
    blank "$room/stdout.raw" >"$room/stdout"
    blank "$room/stderr.raw" >"$room/stderr"
}

if [ $# -eq 0 ]; then
    for folder in "$here"/cases/*/; do set -- "$@" "$(basename "$folder")"; done
fi
passed=0 failed=0 skipped=0
for name in "$@"; do
    expected=$here/cases/$name
    if [ ! -f "$expected/cmd" ]; then
        echo "FAIL $name: there is no $expected/cmd"
        failed=$((failed + 1))
        continue
    fi
    if [ -f "$expected/needs" ] && ! sh "$expected/needs" >/dev/null 2>&1; then
        echo "skip $name: $(cat "$expected/needs")"
        skipped=$((skipped + 1))
        continue
    fi
    run_case "$name"
    good=yes
    for part in stdout stderr exit; do
        if [ $update = yes ]; then
            cp "$room/$part" "$expected/$part"
        elif ! diff -u "$expected/$part" "$room/$part" >"$room/$part.diff" 2>&1; then
            good=no
            echo "---- $name: $part"
            head -n 40 "$room/$part.diff"
        fi
    done
    if [ -n "$(ls -A "$room/tmp")" ]; then
        good=no
        echo "---- $name: left behind: $(ls -A "$room/tmp")"
    fi
    if [ $good = yes ]; then
        passed=$((passed + 1))
    else
        echo "FAIL $name"
        failed=$((failed + 1))
    fi
    rm -rf "$room"
done
if [ $skipped -gt 0 ]; then echo "$skipped skipped"; fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
