#!/bin/sh
# clang-format 14, clang-tidy and cppcheck over all sources; every check runs, then any finding fails.
# Environment: JOBS, PKG_CFLAGS (flags of the libraries), SO and SYMBOLS (the shared library and the list of functions
# that it has to export). With --format: rewrites the sources instead.
set -u

JOBS=${JOBS:-2} PKG_CFLAGS=${PKG_CFLAGS:-}
for llvm in /opt/homebrew/opt/llvm@14/bin /usr/local/opt/llvm@14/bin /usr/lib/llvm-14/bin; do
    if [ -d $llvm ]; then PATH=$PATH:$llvm; fi
done

first_of() {
    for tool in "$@"; do
        if command -v "$tool" >/dev/null 2>&1; then
            echo "$tool"
            return
        fi
    done
    echo "lint: none of: $*" >&2
    exit 2
}

sources() {
    for room in lib cli bench tests; do
        if [ -d $room ]; then find $room -type f \( "$@" \); fi
    done | LC_ALL=C sort
}

# Another release of clang-format lays some lines out differently, so only 14 will do.
format=$(first_of clang-format-14 clang-format) || exit 2
case $($format --version) in
*'version 14.'*) ;;
*)
    echo "lint: clang-format 14 is needed, this is: $($format --version)" >&2
    exit 2
    ;;
esac

all=$(sources -name '*.c' -o -name '*.h' -o -name '*.cc')
if [ "${1:-}" = --format ]; then
    $format -i $all
    exit
fi

failed=
report() {
    if [ "$2" -eq 0 ]; then
        echo "ok    $1"
    else
        echo "FAIL  $1"
        failed="$failed $1"
    fi
}

$format --dry-run -Werror $all
report clang-format $?

tidy=$(first_of clang-tidy-14 clang-tidy) || exit 2
includes='-Ilib -Itests -Ibench'
sources -name '*.c' | xargs -P "$JOBS" -n 1 sh -c 'out=$('"$tidy"' --quiet "$0" -- -std=c11 -D_GNU_SOURCE '"$includes $PKG_CFLAGS"' 2>/dev/null) || { printf "%s\n" "$out"; exit 1; }'
status=$?
sources -name '*.cc' | xargs -P "$JOBS" -n 1 sh -c 'out=$('"$tidy"' --quiet "$0" -- -std=c++17 -D_GNU_SOURCE '"$includes $PKG_CFLAGS"' 2>/dev/null) || { printf "%s\n" "$out"; exit 1; }'
status=$((status + $?))
report clang-tidy $status

# What cppcheck takes for leaks and is none: wf_grow hands its memory out through memcpy, a failed assert ends a test.
cppcheck --quiet --error-exitcode=1 --enable=warning,performance,portability --inline-suppr -j "$JOBS" \
    --suppress=missingInclude --suppress=missingIncludeSystem --suppress=unmatchedSuppression \
    --suppress=memleak:lib/base/memory.c --suppress='memleak:tests/*' --suppress='resourceLeak:tests/*' \
    --suppress='memleakOnRealloc:tests/*' --std=c11 --std=c++17 $includes \
    $(sources -name '*.c' -o -name '*.cc')
report cppcheck $?

if [ -n "${SO:-}" ]; then
    case $(uname -s) in
    Darwin) nm -gU "$SO" | sed 's/.* _//' ;;
    *) nm -D --defined-only "$SO" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' ;;
    esac | LC_ALL=C sort | diff "$SYMBOLS" - |
        sed -n -e 's/^< \(.*\)/\1 is declared WF_API and not exported/p' -e 's/^> \(.*\)/\1 is exported and not declared/p' \
            >"$SO.wrong"
    cat "$SO.wrong"
    test ! -s "$SO.wrong"
    report symbols $?
fi

if [ -n "$failed" ]; then
    echo "lint: failed:$failed" >&2
    exit 1
fi
