# Turns a table of frequencies (stem, class) into C: a class is 4 times the logarithm to base 2 of the number of texts.
BEGIN {
    FS = "\t"
    print "#include \"text/background.h\""
    print "const wf_background_stem wf_background[] = {"
}
/^# texts / { texts = substr($0, 9) }
/^#/ || NF != 2 { next }
{
    printf "{\"%s\", %d},\n", $1, int(2 ^ ($2 / 4) + 0.5)
    n++
}
END {
    print "{0, 0}};"
    printf "const uint32_t wf_background_stems = %d;\n", n
    printf "const uint32_t wf_background_texts = %d;\n", texts
}
