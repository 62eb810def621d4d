# Turns the table of words (lexicon_en.tsv) into C: a hash table laid out in one string of bytes, as lexicon_data.h says.
function hash(word, i, h) {
    h = 0
    for (i = 1; i <= length(word); i++) h = (h * 65599 + code[substr(word, i, 1)]) % 4294967296
    return h
}
# The word's bit in the filter: the high bits of its hash times an odd number.
function filter_bit(h) { return int(h * 40503 % 4294967296 / 2 ^ (32 - filter_bits)) }
function two(n) { return byte[n % 256] byte[int(n / 256)] }
function three(n) { return byte[n % 256] byte[int(n / 256) % 256] byte[int(n / 65536)] }
function add_word(word, h, bit) {
    if (!(word in size)) {
        size[word] = 4 + length(word)
        h = hash(word)
        b = h % buckets
        bit = filter_bit(h)
        if (!(bit in in_filter)) filter[int(bit / 8)] += 2 ^ (bit % 8)
        in_filter[bit] = 1
        in_bucket[b] = in_bucket[b] " " word
        n_words++
    }
}
# The numbers in list, sorted, each once, as bytes; their number into n_numbers.
function numbers(list, x, n, i, j, v, out) {
    n = split(list, x, " ")
    for (i = 2; i <= n; i++) {
        v = x[i] + 0
        for (j = i - 1; j > 0 && x[j] + 0 > v; j--) x[j + 1] = x[j]
        x[j + 1] = v
    }
    n_numbers = 0
    for (i = 1; i <= n; i++) {
        if (i > 1 && x[i] + 0 == x[i - 1] + 0) continue
        out = out three(x[i])
        n_numbers++
    }
    return out
}
function add_reference(word, kind, base) {
    if (!(base in size)) failed = "no word " base
    add_word(word)
    references[word] = references[word] " " kind " " base
    n_references[word]++
    size[word] += 3
}
BEGIN {
    FS = "\t"
    buckets = 32749
    filter_bits = 20
    for (i = 0; i < 256; i++) byte[i] = sprintf("\\%03o", i)
    for (i = 33; i < 127; i++) code[sprintf("%c", i)] = i
    classes = "nvar"
}
/^#/ { next }
$1 == "i" {
    n = split($3, x, " ")
    for (i = 1; i < n; i += 2) add_reference($2, index(classes, x[i]), x[i + 1])
    next
}
$1 == "s" {
    add_reference($2, 0, $3)
    next
}
{
    n = split($3, x, " ")
    for (i = 1; i <= n; i++) {
        add_word(x[i])
        senses[x[i], $1] = senses[x[i], $1] " " $2
        links[x[i], $1] = links[x[i], $1] " " $4
    }
}
END {
    for (word in size) {
        for (c = 1; c <= 4; c++) {
            key = word SUBSEP substr(classes, c, 1)
            if (!(key in senses)) continue
            n_groups[word]++
            text = numbers(senses[key])
            n_senses = n_numbers
            text = text numbers(links[key])
            if (n_senses > 255 || n_numbers > 255) failed = "too many senses or links of " word
            groups[word] = groups[word] byte[c] byte[n_senses] byte[n_numbers] text
            size[word] += 3 + 3 * (n_senses + n_numbers)
        }
        if (size[word] > 65535 || n_references[word] > 31) failed = "too much is said of " word
    }
    at = 0
    for (b = 0; b < buckets; b++) {
        start[b] = at
        n = split(in_bucket[b], x, " ")
        for (i = 1; i <= n; i++) {
            offset[x[i]] = at
            at += size[x[i]]
        }
    }
    if (at >= 2097152) failed = "the table is too large for its references"
    if (failed) {
        print "lexicon.awk: " failed >"/dev/stderr"
        exit 1
    }
    print "#include \"verdict/lexicon_data.h\"\n"
    printf "_Static_assert(WF_LEXICON_BUCKETS == %d, \"buckets\");\n", buckets
    printf "_Static_assert(WF_LEXICON_FILTER_BITS == %d, \"filter\");\n", filter_bits
    print "const unsigned char wf_lexicon_filter[] = {"
    for (i = 0; i < 2 ^ (filter_bits - 3); i++) printf "%d,%s", filter[i], i % 32 == 31 ? "\n" : ""
    print "};"
    print "const uint32_t wf_lexicon_starts[] = {"
    for (b = 0; b < buckets; b++) print start[b] ","
    print at "};"
    print "const unsigned char wf_lexicon_bytes[] ="
    for (b = 0; b < buckets; b++) {
        n = split(in_bucket[b], x, " ")
        for (i = 1; i <= n; i++) {
            word = x[i]
            line = two(size[word]) byte[length(word)] word byte[n_groups[word] + 8 * n_references[word]]
            n_refs = split(references[word], y, " ")
            for (j = 1; j < n_refs; j += 2) line = line three(offset[y[j + 1]] * 8 + y[j])
            print "\"" line groups[word] "\""
        }
    }
    print ";"
}
