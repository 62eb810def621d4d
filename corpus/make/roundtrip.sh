#!/bin/sh
# Machine round trip: English -> another language -> English, by Apertium.
#
# usage: roundtrip.sh spa|cat|gl|eo < text > text
#
# Debian 12 packages: apertium apertium-eng-spa apertium-eng-cat apertium-en-gl apertium-eo-en
# -u leaves out Apertium's marks for unknown words. Paragraphs stay apart.
set -eu

case "${1:-}" in
    spa) out=eng-spa back=spa-eng ;;
    cat) out=eng-cat back=cat-eng ;;
    gl)  out=en-gl   back=gl-en ;;
    eo)  out=en-eo   back=eo-en ;;
    *)   echo "usage: roundtrip.sh spa|cat|gl|eo < text > text" >&2; exit 2 ;;
esac

apertium -u "$out" | apertium -u "$back"
