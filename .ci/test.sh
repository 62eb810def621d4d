#!/bin/sh
# Runs test programs side by side and adds up their cases.
#
#   test.sh PROGRAM...   each a cmocka program, or a script that ends with its own line "N passed, N failed"
#
# Environment: LOGS (folder of the logs), JOBS, TEST_TIMEOUT (seconds for one program), SAN, EMULATOR (what runs the
# programs, where this machine cannot).
# Ends with one line, "N passed, N failed"; fails if a case failed or if there was none.
set -u

JOBS=${JOBS:-2} SAN=${SAN:-} EMULATOR=${EMULATOR:-}
if [ -z "${TEST_TIMEOUT:-}" ]; then TEST_TIMEOUT=900; [ -z "$SAN" ] || TEST_TIMEOUT=1800; fi
export LC_ALL=C.UTF-8
export CMOCKA_MESSAGE_OUTPUT=STDOUT
unset CMOCKA_XML_FILE CMOCKA_TEST_ABORT 2>/dev/null
export ASAN_OPTIONS="allocator_may_return_null=1:detect_leaks=1:${ASAN_OPTIONS:-}"
export UBSAN_OPTIONS="print_stacktrace=1:${UBSAN_OPTIONS:-}"
export TSAN_OPTIONS="halt_on_error=1:allocator_may_return_null=1:${TSAN_OPTIONS:-}"

# Passed, failed and skipped cases of a cmocka log, with the exit status of the program. Where it died before its
# summary, the cases that ended well are counted one by one and its death as one failure.
count_cmocka() {
    awk -v status="$2" '
        function cases(line) {
            sub(/ test\(s\).*/, "", line)
            sub(/.* /, "", line)
            return line + 0
        }
        /\[  PASSED  \] .*test\(s\)/ { passed += cases($0); next }
        /\[  FAILED  \] .*test\(s\)/ { failed += cases($0); next }
        /\[  SKIPPED \] .*test\(s\)/ { skipped += cases($0); next }
        /\[       OK \] / { ok++ }
        END {
            if (status != 0 && !failed) { passed = ok; failed = 1 }
            if (status == 0 && !failed && !passed && !skipped) failed = 1
            print passed + 0, failed + 0, skipped + 0
        }' "$1"
}

count_script() {
    awk -v status="$2" '
        /^[0-9]+ passed, [0-9]+ failed/ { passed = $1; failed = $3; seen = 1 }
        END {
            if ((status != 0 || !seen) && !failed) failed = 1
            print passed + 0, failed + 0, 0
        }' "$1"
}

run_one() {
    program=$1
    name=$(name_of "$program")
    log=$LOGS/$name.log
    guard=
    if command -v timeout >/dev/null 2>&1; then
        guard="timeout -k 10 $TEST_TIMEOUT"
    elif command -v gtimeout >/dev/null 2>&1; then
        guard="gtimeout -k 10 $TEST_TIMEOUT"
    fi
    # ThreadSanitizer cannot place its shadow under the address randomisation of newer kernels.
    case $SAN in
    *thread*) setarch -R true 2>/dev/null && guard="$guard setarch -R" ;;
    esac
    start=$(date +%s)
    case $program in
    /*) run=$program ;;
    *) run=./$program ;;
    esac
    case $program in
    *.sh) ;;
    *) guard="$guard $EMULATOR" ;;
    esac
    $guard "$run" >"$log" 2>&1 </dev/null
    status=$?
    seconds=$(($(date +%s) - start))
    case $program in
    *.sh) counts=$(count_script "$log" $status) ;;
    *) counts=$(count_cmocka "$log" $status) ;;
    esac
    echo "$counts $seconds $status" >"$LOGS/$name.count"
}

name_of() {
    case $1 in
    *.sh) basename "$(dirname "$1")" ;;
    *) basename "$1" ;;
    esac
}

if [ "${1:-}" = --one ]; then
    run_one "$2"
    exit 0
fi

rm -f "$LOGS"/*.log "$LOGS"/*.count
mkdir -p "$LOGS"
export LOGS JOBS TEST_TIMEOUT SAN EMULATOR
if [ $# -gt 0 ]; then printf '%s\n' "$@" | xargs -P "$JOBS" -I '{}' sh "$0" --one '{}'; fi

passed=0 failed=0
for program in "$@"; do
    name=$(name_of "$program")
    p=0 f=1 skipped=0 seconds=0 status=1
    if [ -f "$LOGS/$name.count" ]; then read -r p f skipped seconds status <"$LOGS/$name.count"; fi
    passed=$((passed + p)) failed=$((failed + f))
    word=ok
    if [ "$f" -gt 0 ]; then
        word=FAIL
        echo "---------- $name (exit status $status) ----------"
        # A case that went well is left out; one that never ended shows by its RUN line.
        awk '
            /^\[ RUN      \] / { if (run != "") print run; run = $0; next }
            /\[       OK \] / { run = ""; next }
            { if (run != "") print run; run = ""; print }
            END { if (run != "") print run }' "$LOGS/$name.log"
    fi
    printf '%-5s %-24s %4d passed %3d failed %3d skipped %4d s' "$word" "$name" "$p" "$f" "$skipped" "$seconds"
    if [ "$status" = 124 ] || [ "$status" = 137 ]; then printf '  (stopped after %s s)' "$TEST_TIMEOUT"; fi
    echo
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
