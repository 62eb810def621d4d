/* Which language a text is in. */
#include "support/dump.h"
#include "support/words.h"
#include "text/guess.h"
#include "text/language.h"

static void codes_and_tags_are_known(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"en", "en"},    {"EN-gb", "en"},    {"eng", "en"},   {"zh_Hant", "zh"}, {"chi", "zh"},
        {"deu", "de"},   {"ger", "de"},      {"nb-NO", "no"}, {"iw", "he"},      {"pt-BR", "pt"},
        {" fr", "fr"},   {"es.UTF-8", "es"}, {"", ""},        {"x", ""},         {"qq", ""},
        {"english", ""}, {"en/us", ""},      {"12", ""},      {"\xc3\xa9", ""},  {"e", ""},
        {"tgl", "fil"},  {"fil", "fil"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(wf_language_code(wf_language_of_code(str(cases[i][0]))), cases[i][1]);
    assert_int_equal(wf_language_of_code(str("en")), WF_LANGUAGE_ENGLISH);
    assert_string_equal(wf_language_code(255), "");
}

static void every_language_is_found_by_its_own_code(void **state) {
    (void)state;
    unsigned n = 0;
    for (unsigned i = 1; i < WF_LANGUAGES; i++) {
        const char *code = wf_language_code((wf_language)i);
        if (!*code) continue;
        assert_int_equal(wf_language_of_code(str(code)), i);
        n++;
    }
    assert_true(n > 100);
}

/* Short texts that say one thing: the board of the port closes the old pier, and the ferries leave from the other quay. */
static const char *const texts[][2] = {
    {"en", "The board of the port said on Monday that the old pier is to be closed for repairs and that the "
           "ferries will"
           " leave from the other quay until the end of the year."},
    {"es", "La junta del puerto dijo el lunes que el viejo muelle se cierra por obras y que los barcos van a "
           "salir del otro"
           " muelle hasta el final del a\xc3\xb1o."},
    {"fr", "Le conseil du port a dit lundi que le vieux quai est ferm\xc3\xa9 pour des travaux et que les "
           "bateaux vont partir"
           " de l'autre quai jusqu'\xc3\xa0 la fin de l'ann\xc3\xa9"
           "e."},
    {"de", "Der Vorstand des Hafens hat am Montag gesagt, dass die alte Mole wegen Bauarbeiten geschlossen "
           "wird und die"
           " F\xc3\xa4hren bis zum Ende des Jahres von dem anderen Kai ablegen."},
    {"it", "Il consiglio del porto ha detto che il vecchio molo \xc3\xa8 chiuso per lavori e che i traghetti "
           "partono da un"
           " altro molo fino alla fine dell'anno, con gli orari di sempre."},
    {"pt", "O conselho do porto disse que o velho cais fecha para obras e que os barcos v\xc3\xa3o sair do "
           "outro cais at\xc3\xa9"
           " ao fim do ano, n\xc3\xa3o se sabe ainda com que hor\xc3\xa1rio."},
    {"nl", "Het bestuur van de haven zei dat de oude pier wordt gesloten voor herstel en dat de veerboten "
           "tot het einde van"
           " het jaar van de andere kade vertrekken."},
    {"sv", "Hamnens styrelse sade att den gamla piren ska st\xc3\xa4ngas och att f\xc3\xa4rjorna g\xc3\xa5r "
           "fr\xc3\xa5n den andra"
           " kajen till slutet av \xc3\xa5ret, men det \xc3\xa4r inte klart n\xc3\xa4r det sker."},
    {"fi", "Sataman hallitus sanoi maanantaina, ett\xc3\xa4 vanha laituri suljetaan korjausten ajaksi ja "
           "ett\xc3\xa4 lautat"
           " l\xc3\xa4htev\xc3\xa4t toisesta laiturista vuoden loppuun asti."},
    {"pl", "Zarz\xc4\x85"
           "d portu powiedzia\xc5\x82 w poniedzia\xc5\x82"
           "ek, \xc5\xbc"
           "e stare molo zostanie zamkni\xc4\x99te, a promy"
           " b\xc4\x99"
           "d\xc4\x85 do ko\xc5\x84"
           "ca roku odp\xc5\x82ywa\xc4\x87 z innego nabrze\xc5\xbc"
           "a."},
    {"ru", "\xd0\xa1\xd0\xbe\xd0\xb2\xd0\xb5\xd1\x82 \xd0\xbf\xd0\xbe\xd1\x80\xd1\x82\xd0\xb0 "
           "\xd1\x81\xd0\xba\xd0\xb0\xd0\xb7"
           "\xd0\xb0\xd0\xbb, \xd1\x87\xd1\x82\xd0\xbe \xd1\x81\xd1\x82\xd0\xb0\xd1\x80\xd1\x8b\xd0\xb9 "
           "\xd0\xbf\xd1\x80\xd0\xb8"
           "\xd1\x87\xd0\xb0\xd0\xbb \xd0\xb7\xd0\xb0\xd0\xba\xd1\x80\xd0\xbe\xd1\x8e\xd1\x82 "
           "\xd0\xbd\xd0\xb0 \xd1\x80\xd0\xb5"
           "\xd0\xbc\xd0\xbe\xd0\xbd\xd1\x82 \xd0\xb4\xd0\xbe \xd0\xba\xd0\xbe\xd0\xbd\xd1\x86\xd0\xb0 "
           "\xd0\xb3\xd0\xbe\xd0\xb4"
           "\xd0\xb0."},
    {"el", "\xce\xa4\xce\xbf \xcf\x80\xce\xb1\xce\xbb\xce\xb9\xcf\x8c "
           "\xce\xbb\xce\xb9\xce\xbc\xce\xac\xce\xbd\xce\xb9 \xce\xba"
           "\xce\xbb\xce\xb5\xce\xaf\xce\xbd\xce\xb5\xce\xb9 \xce\xb3\xce\xb9\xce\xb1 "
           "\xce\xad\xcf\x81\xce\xb3\xce\xb1"},
    {"zh", "\xe6\xb8\xaf\xe5\x8f\xa3\xe8\x91\xa3\xe4\xba\x8b\xe4\xbc\x9a\xe6\x98\x9f\xe6\x9c\x9f\xe4\xb8\x80"
           "\xe8\xaf\xb4\xe6\x97"
           "\xa7\xe7\xa0\x81\xe5\xa4\xb4\xe5\xb0\x86\xe5\x85\xb3\xe9\x97\xad\xe5\x88\xb0\xe5\xb9\xb4\xe5\xba"
           "\x95\xe3\x80\x82"},
    {"ja",
     "\xe6\xb8\xaf\xe3\x81\xae\xe7\x90\x86\xe4\xba\x8b\xe4\xbc\x9a\xe3\x81\xaf\xe5\x8f\xa4\xe3\x81\x84\xe6"
     "\xa1\x9f\xe6\xa9"
     "\x8b\xe3\x82\x92\xe9\x96\x89\xe3\x81\x98\xe3\x82\x8b\xe3\x81\xa8\xe8\xa8\x80\xe3\x81\xa3\xe3\x81\x9f"},
    /* These are left to CLD2. */
    {"vi", "H\xe1\xbb\x99i \xc4\x91\xe1\xbb\x93ng c\xe1\xba\xa3ng cho bi\xe1\xba\xbft b\xe1\xba\xbfn "
           "t\xc3\xa0u c\xc5\xa9 s\xe1\xba"
           "\xbd \xc4\x91\xc3\xb3ng c\xe1\xbb\xad"
           "a cho \xc4\x91\xe1\xba\xbfn cu\xe1\xbb\x91i n\xc4\x83m nay."},
    {"id", "Dewan pelabuhan mengatakan pada hari Senin bahwa dermaga lama akan ditutup untuk perbaikan dan "
           "kapal akan berangkat"
           " dari dermaga lain sampai akhir tahun."},
};

static void texts_are_told_by_their_words(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *got = wf_language_code(wf_language_of_text(str(texts[i][1])));
        if (strcmp(got, texts[i][0]) != 0) fail_msg("%s is taken for '%s'", texts[i][0], got);
    }
}

/* Words are read 64 bytes at once, and character by character where one is not ASCII. */
static void it_does_not_matter_where_the_words_stand(void **state) {
    (void)state;
    static const char *const separators[] = {" ", "\"", "7", "\xe2\x80\x9c", "\xc2\xa0-"};
    char text[600] = "";
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        size_t len = strlen(texts[i][1]);
        assert_true(len + 3 * 70 + 64 < sizeof text);
        memset(text + len, 0, sizeof text - len);
        memcpy(text, texts[i][1], len);
        const char *guess = wf_guess_code(text, len);
        if (guess) assert_string_equal(guess, texts[i][0]);
        for (size_t s = 0; s < sizeof separators / sizeof *separators; s++)
            for (size_t k = 0, before = 0; k < 70; k++) {
                memcpy(text + before, separators[s], strlen(separators[s]));
                before += strlen(separators[s]);
                memcpy(text + before, texts[i][1], len + 1);
                assert_ptr_equal(wf_guess_code(text, before + len), guess);
            }
    }
}

static void what_is_no_text_is_in_no_language(void **state) {
    (void)state;
    static const char *const none[] = {"", " ", "12 34 56.7 8", "\xff\xfe\xfd", "...", "Xqzt wkrr"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(wf_language_of_text(str(none[i])), WF_LANGUAGE_UNKNOWN);
    assert_int_equal(wf_language_of_text((wf_str){NULL, 0}), WF_LANGUAGE_UNKNOWN);
}

static void broken_bytes_do_no_harm(void **state) {
    (void)state;
    char text[400];
    for (size_t t = 0; t < 2; t++) { /* one for either way */
        const char *from = texts[t ? sizeof texts / sizeof *texts - 1 : 0][1];
        size_t n = 0;
        for (size_t i = 0; from[i] && n + 2 < sizeof text; i++) {
            text[n++] = from[i];
            if (from[i] == ' ' && i % 3 == 0) text[n++] = "\xff\xc0\x01\0\xed"[i % 5];
        }
        assert_string_equal(wf_language_code(wf_language_of_text((wf_str){text, n})), t ? "id" : "en");
    }
}

static void random_bytes_are_safe(void **state) {
    (void)state;
    uint64_t random = 3;
    for (int round = 0; round < 3000; round++) {
        size_t len = random_below(&random, 900);
        char *text = malloc(len + 1); /* of its own, so that a sanitizer sees its end */
        assert_non_null(text);
        for (size_t i = 0; i < len; i++) {
            uint64_t x = random_next(&random);
            text[i] = round & 1 || x >> 60 == 0 ? (char)x : "etaoin shrdlu"[x % 13];
        }
        wf_language language = wf_language_of_text((wf_str){text, len});
        assert_true(language < WF_LANGUAGES);
        assert_int_equal(wf_language_of_text((wf_str){text, len}), language);
        free(text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_and_tags_are_known),
        cmocka_unit_test(every_language_is_found_by_its_own_code),
        cmocka_unit_test(texts_are_told_by_their_words),
        cmocka_unit_test(it_does_not_matter_where_the_words_stand),
        cmocka_unit_test(what_is_no_text_is_in_no_language),
        cmocka_unit_test(broken_bytes_do_no_harm),
        cmocka_unit_test(random_bytes_are_safe),
    };
    return cmocka_run_group_tests_name("language", tests, NULL, NULL);
}
