# wirefold: `make demo` and `make test` are all that is needed; `make help` lists the rest.
#
# Sources are found by wildcard: a room is a folder lib/<room>/, a test is tests/<name>_test.c, a bench program is
# bench/<name>.c. Everything is made below $(B), and the user's CPPFLAGS, CFLAGS, CXXFLAGS and LDFLAGS come last.
# Works with GNU make 3.81 (macOS) and later.

.DEFAULT_GOAL := all
.SUFFIXES:
.DELETE_ON_ERROR:

# ------------------------------------------------------------------------------------------------ the user's choices
comma := ,
SAN ?=
B ?= build$(if $(SAN),/san-$(subst $(comma),-,$(SAN)))
EMULATOR ?=# what runs the tests, where this machine cannot
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
PKGCONFIGDIR ?= $(LIBDIR)/pkgconfig
PKG_CONFIG ?= pkg-config
PYTHON ?= python3
DEPS ?= yes
WERROR ?= $(if $(filter true 1 yes,$(CI)),1,0)

# With CC=clang alone, C++ is left to the same clang.
ifeq ($(origin CXX),default)
ifneq (,$(findstring clang,$(notdir $(firstword $(CC)))))
CXX := $(subst clang,clang++,$(CC))
endif
endif

JOBS := $(shell nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(JOBS) $(if $(filter output-sync,$(.FEATURES)),-Otarget)
endif
MAKEFLAGS += --no-builtin-rules
dry_run := $(findstring n,$(filter-out --%,$(firstword -$(MAKEFLAGS))))
live := $(if $(dry_run),,+)# recipes whose output is not held back by -Otarget
Q := $(if $(V),,@)
say = @$(if $(V),:,printf '  %-4s %s\n' $(1) '$(2)')

# ------------------------------------------------------------------------------------------------ what it depends on
PKGS := simdjson libarchive zlib icu-uc libsodium libxxhash
OTHER_LIBS := -lstemmer -lcld2# these two come without pkg-config files
OS := $(shell uname -s)
ifeq ($(OS),Darwin)
keg := $(wildcard $(foreach d,/opt/homebrew/opt /usr/local/opt,$(addprefix $d/,libarchive zlib icu4c*)))
export PKG_CONFIG_PATH := $(subst $() ,:,$(addsuffix /lib/pkgconfig,$(keg))):$(PKG_CONFIG_PATH)
brew := $(wildcard /opt/homebrew /usr/local)
OTHER_CFLAGS := $(patsubst %,-I%/include,$(brew))
OTHER_LIBS := $(patsubst %,-L%/lib,$(brew)) $(OTHER_LIBS)
endif

deps = CC='$(CC)' CXX='$(CXX)' SAN='$(SAN)' DEPS='$(DEPS)' PKG_CONFIG='$(PKG_CONFIG)' sh .ci/deps.sh
goals := $(or $(MAKECMDGOALS),all)
groups := build $(if $(filter test deps arm64 bench quality peers scale,$(goals)),test) $(if $(filter peers,$(goals)),peers) $(if $(SAN),san)
ifneq (,$(filter-out clean help format uninstall deps,$(goals)))
ifeq (,$(dry_run))
ifneq (yes,$(shell $(deps) check $(groups) && echo yes))
# Making an included file is what make does first; having made it, make reads this file anew, with all in place.
include $(B)/deps.mk
.PHONY: FORCE-deps
$(B)/deps.mk: FORCE-deps
	@mkdir -p $(@D) && $(deps) install $(groups) && echo '# all found' >$@
endif
endif
endif

PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PKGS) 2>/dev/null) $(OTHER_CFLAGS)
PKG_LIBS := $(shell $(PKG_CONFIG) --libs $(PKGS) 2>/dev/null) $(OTHER_LIBS)
XXHASH_LIBS = $(shell $(PKG_CONFIG) --libs libxxhash)
CMOCKA_CFLAGS = $(shell $(PKG_CONFIG) --cflags cmocka)
CMOCKA_LIBS = $(shell $(PKG_CONFIG) --libs cmocka)

# ------------------------------------------------------------------------------------------------------------- flags
MACHINE := $(shell $(CC) -dumpmachine 2>/dev/null)
OPT := $(if $(SAN),-O1 -g -fno-omit-frame-pointer -fsanitize=$(SAN) -fno-sanitize-recover=all,-O2 -g)
WARN := -Wall -Wextra -Wshadow -Wpointer-arith -Wwrite-strings -Wvla $(if $(filter 1,$(WERROR)),-Werror)
WARN_C := -Wstrict-prototypes -Wmissing-prototypes
# No contraction to fused multiply-add: results are the same bytes on every machine.
BASE := $(OPT) -ffp-contract=off -fvisibility=hidden -fPIC -pthread -D_GNU_SOURCE -Ilib
WF_CFLAGS := -std=c11 $(BASE) $(WARN) $(WARN_C) $(PKG_CFLAGS)
WF_CXXFLAGS := -std=c++17 $(BASE) $(WARN) $(PKG_CFLAGS)
WF_LDFLAGS := -pthread $(if $(SAN),-fsanitize=$(SAN))
LIBS := $(PKG_LIBS) -lm -lpthread
compile_c = $(CC) $(WF_CFLAGS) $(ISA) -MMD -MP $(CPPFLAGS) $(CFLAGS) -c $< -o $@
compile_cc = $(CXX) $(WF_CXXFLAGS) $(ISA) -MMD -MP $(CPPFLAGS) $(CXXFLAGS) -c $< -o $@
link = $(CXX) $(WF_LDFLAGS) -o $@ $(filter %.o %.a,$^) $(1) $(LDFLAGS)

ifneq (,$(filter x86_64-% i386-% i486-% i586-% i686-%,$(MACHINE)))
$(B)/%_avx2.o: ISA := -mavx2
$(B)/%_avx512.o: ISA := -mavx512f -mavx512bw -mavx512vl -mavx512dq
endif

# ----------------------------------------------------------------------------------------------------------- sources
objects = $(addprefix $(B)/,$(addsuffix .o,$(basename $(1))))
LIB_OBJS := $(call objects,$(wildcard lib/*/*.c lib/*/*.cc)) $(B)/lib/text/background_en.o \
    $(B)/lib/verdict/lexicon_en.o
CLI_OBJS := $(call objects,$(wildcard cli/*.c))
SUPPORT_OBJS := $(call objects,$(wildcard tests/support/*.c))
COMMON_OBJS := $(call objects,$(wildcard bench/common/*.c))
TEST_SRCS := $(wildcard tests/*_test.c)
ifneq ($(OS),Linux)
TEST_SRCS := $(filter-out tests/fault_test.c tests/read_test.c,$(TEST_SRCS))
endif
BENCH_SRCS := $(wildcard bench/*.c)
TEST_OBJS := $(call objects,$(TEST_SRCS))
BENCH_OBJS := $(call objects,$(BENCH_SRCS))
TESTS := $(TEST_OBJS:.o=)
# What fails if memory or a disk does is the same on every machine, and takes minutes under an emulator.
RUN_TESTS := $(if $(EMULATOR),$(filter-out %fault_test,$(TESTS)),$(TESTS))
BENCHES := $(BENCH_OBJS:.o=)
GOLDEN := $(wildcard tests/golden/run.sh)

VERSION := $(shell sed -n 's/^.define WF_VERSION "\(.*\)"/\1/p' lib/wirefold.h)
MAJOR := $(firstword $(subst ., ,$(VERSION)))
ifeq ($(OS),Darwin)
SO := libwirefold.$(VERSION).dylib
SONAME := libwirefold.$(MAJOR).dylib
SOLINK := libwirefold.dylib
SOFLAGS = -dynamiclib -Wl,-install_name,$(LIBDIR)/$(SONAME) -Wl,-exported_symbols_list,$(B)/wirefold.map
CXXLIB := -lc++
else
SO := libwirefold.so.$(VERSION)
SONAME := libwirefold.so.$(MAJOR)
SOLINK := libwirefold.so
SOFLAGS = -shared -Wl,-soname,$(SONAME) -Wl,--version-script,$(B)/wirefold.map
CXXLIB := -lstdc++
endif

# ------------------------------------------------------------------------------------------------------------- verbs
.PHONY: all demo test arm64 bench quality peers scale lint format deps install uninstall clean help FORCE

all: $(B)/wirefold $(B)/libwirefold.a $(B)/$(SO) $(B)/example ## build the program, the libraries and the example

demo: $(B)/wirefold ## build, then find the copies in corpus/ and print the clusters
	$(live)@$(B)/wirefold cluster --format table corpus/stories

test: all $(TESTS) $(BENCHES) ## build and run all tests (SAN=address,undefined or SAN=thread: with sanitizers)
	$(live)@LOGS=$(B)/tests/logs JOBS=$(JOBS) SAN=$(SAN) EMULATOR='$(EMULATOR)' WIREFOLD=$(B)/wirefold EXAMPLE=$(B)/example \
	    B=$(B) sh .ci/test.sh $(GOLDEN) $(RUN_TESTS)

arm64: ## build for 64-bit ARM in build/arm64, and run the tests there under qemu-user
	$(live)@MAKE='$(MAKE)' sh .ci/arm64.sh $(B)/arm64

bench: all $(BENCHES) ## measure the speed of each stage, beside a lower bound (ARGS='--help' for what can be set)
	$(live)@$(B)/bench/bound
	$(live)@$(B)/bench/bench $(ARGS)

quality: all $(B)/bench/changes ## score the clusters on corpus/ and on the sets in DATA=folder (VERBOSE=1 says more)
	$(live)@$(PYTHON) bench/quality.py --wirefold $(B)/wirefold $(if $(DATA),--data '$(DATA)') $(if $(VERBOSE),--verbose)

peers: all $(BENCHES) ## run the same stories through other tools (bench/peers; installs them into a folder of its own)
	$(live)@WIREFOLD=$(B)/wirefold B=$(B) sh bench/peers/run.sh $(ARGS)

scale: all $(BENCHES) ## time and memory of 10^4 to 10^7 stories (ARGS='--max N --max-story N': fewer)
	$(live)@$(PYTHON) -B bench/scale.py --wirefold $(B)/wirefold --gen $(B)/bench/gen --bound $(B)/bench/bound $(ARGS)

lint: $(B)/$(SO) ## check layout (clang-format 14), clang-tidy, cppcheck, and what the shared library exports
	$(live)@$(deps) install lint
	$(live)@JOBS=$(JOBS) PKG_CFLAGS='$(PKG_CFLAGS)' SO=$(B)/$(SO) SYMBOLS=$(B)/wirefold.sym sh .ci/lint.sh

format: ## lay out all sources with clang-format 14
	@$(deps) install lint
	@sh .ci/lint.sh --format

deps: ## install what is missing (DEPS=no: only list it)
	$(live)@$(deps) install $(groups) && echo 'wirefold: nothing is missing'

clean: ## remove all that was built
	rm -rf '$(B)'

help: ## show this list
	@echo 'usage: make [TARGET] [CC=clang] [SAN=address,undefined] [WERROR=1] [V=1] [PREFIX=/usr/local]'
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' Makefile

# ------------------------------------------------------------------------------------------------------ how it is made
# Stamps that change only when their text does: objects of other flags, or of another compiler, are made again, and so
# is what is linked from a list of sources that has changed.
define stamp
	@mkdir -p $(@D)
	@{ $(1); } >$@.new && if cmp -s $@.new $@; then rm -f $@.new; else mv $@.new $@; fi
endef
# Expanded here, because the stamp is made for whichever object asks first, with that object's own flags in force.
flags_text := $(CC) $(WF_CFLAGS) $(CPPFLAGS) $(CFLAGS) | $(CXX) $(WF_CXXFLAGS) $(CXXFLAGS) | $(WF_LDFLAGS) $(LDFLAGS) $(LIBS)
$(B)/flags: FORCE
	$(call stamp,echo '$(flags_text)' && $(CC) --version && $(CXX) --version)
$(B)/sources: FORCE
	$(call stamp,printf '%s\n' $(LIB_OBJS) $(CLI_OBJS) $(SUPPORT_OBJS) $(COMMON_OBJS))

$(B)/%.o: %.c $(B)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(compile_c)

$(B)/%.o: %.cc $(B)/flags
	$(call say,CXX,$<)
	@mkdir -p $(@D)
	$(Q)$(compile_cc)

$(B)/lib/text/background_en.c: lib/text/background_en.tsv lib/text/background.awk
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(Q)LC_ALL=C awk -f lib/text/background.awk $< >$@
$(B)/lib/text/background_en.o: $(B)/lib/text/background_en.c $(B)/flags
	$(call say,CC,$<)
	$(Q)$(compile_c)

$(B)/lib/verdict/lexicon_en.c: lib/verdict/lexicon_en.tsv lib/verdict/lexicon.awk
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(Q)LC_ALL=C awk -f lib/verdict/lexicon.awk $< >$@
$(B)/lib/verdict/lexicon_en.o: $(B)/lib/verdict/lexicon_en.c $(B)/flags
	$(call say,CC,$<)
	$(Q)$(compile_c)

$(B)/libwirefold.a: $(LIB_OBJS) $(B)/sources
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $(LIB_OBJS)

# The functions that the header marks WF_API, and nothing else, are what the shared library exports.
$(B)/wirefold.sym: lib/wirefold.h Makefile
	@sed '/^#/d' $< | tr '\n' ' ' | tr ';' '\n' | grep WF_API | \
	    sed -n -e 's/.*WF_API//' -e 's/^[^(]*[ *]\(wf_[a-z0-9_]*\) *(.*/\1/p' | LC_ALL=C sort >$@
$(B)/wirefold.map: $(B)/wirefold.sym
ifeq ($(OS),Darwin)
	@sed 's/^/_/' $< >$@
else
	@{ echo 'WIREFOLD_$(MAJOR) {'; echo 'global:'; sed 's/$$/;/' $<; echo 'local:'; echo '*;'; echo '};'; } >$@
endif

$(B)/$(SO): $(LIB_OBJS) $(B)/wirefold.map $(B)/sources
	$(call say,SO,$@)
	$(Q)$(call link,$(SOFLAGS) $(LIBS))
	@ln -sf $(SO) $(B)/$(SONAME) && ln -sf $(SONAME) $(B)/$(SOLINK)

$(B)/wirefold: $(CLI_OBJS) $(B)/libwirefold.a $(B)/sources
	$(call say,LD,$@)
	$(Q)$(call link,$(LIBS))

# The example sees the public header only.
$(B)/include/wirefold.h: lib/wirefold.h
	@mkdir -p $(@D) && cp $< $@
$(B)/lib/example.o: WF_CFLAGS := $(filter-out -Ilib -D_GNU_SOURCE,$(WF_CFLAGS)) -I$(B)/include
$(B)/lib/example.o: $(B)/include/wirefold.h
$(B)/example: $(B)/lib/example.o $(B)/libwirefold.a
	$(call say,LD,$@)
	$(Q)$(call link,$(LIBS))

# Under a sanitizer, ten times slower, a test may be content with less: it is told by WF_SANITIZED.
$(TEST_OBJS) $(SUPPORT_OBJS): WF_CFLAGS += -Itests $(if $(SAN),-DWF_SANITIZED=1) $(CMOCKA_CFLAGS)
$(B)/tests/fault_test: WF_LDFLAGS += $(foreach f,malloc calloc realloc write pwrite read fsync rename,-Wl,--wrap=$f)
$(B)/tests/made_test: $(B)/cli/made.o
$(TESTS): $(B)/tests/%: $(B)/tests/%.o $(SUPPORT_OBJS) $(B)/libwirefold.a $(B)/sources
	$(call say,LD,$@)
	$(Q)$(call link,$(CMOCKA_LIBS) $(LIBS))

$(BENCH_OBJS) $(COMMON_OBJS): WF_CFLAGS += -Ibench
$(filter-out $(B)/bench/bound,$(BENCHES)): $(B)/bench/%: $(B)/bench/%.o $(COMMON_OBJS) $(B)/libwirefold.a $(B)/sources
	$(call say,LD,$@)
	$(Q)$(call link,$(LIBS))
$(B)/bench/bound: $(B)/bench/bound.o
	$(call say,LD,$@)
	$(Q)$(call link,$(XXHASH_LIBS) -lm)

# ----------------------------------------------------------------------------------------------------------- install
$(B)/wirefold.pc: lib/wirefold.pc.in FORCE
	$(call stamp,sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' -e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' \
	    -e 's|@VERSION@|$(VERSION)|' -e 's|@PKG_LIBS@|$(strip $(PKG_LIBS))|' -e 's|@CXXLIB@|$(CXXLIB)|' $<)

install: all $(B)/wirefold.pc ## install below PREFIX (DESTDIR: a root to stage in)
	install -d '$(DESTDIR)$(BINDIR)' '$(DESTDIR)$(LIBDIR)' '$(DESTDIR)$(INCLUDEDIR)' '$(DESTDIR)$(PKGCONFIGDIR)'
	install -m 755 $(B)/wirefold '$(DESTDIR)$(BINDIR)/wirefold'
	install -m 644 lib/wirefold.h '$(DESTDIR)$(INCLUDEDIR)/wirefold.h'
	install -m 644 $(B)/libwirefold.a '$(DESTDIR)$(LIBDIR)/libwirefold.a'
	install -m 755 $(B)/$(SO) '$(DESTDIR)$(LIBDIR)/$(SO)'
	ln -sf $(SO) '$(DESTDIR)$(LIBDIR)/$(SONAME)'
	ln -sf $(SONAME) '$(DESTDIR)$(LIBDIR)/$(SOLINK)'
	install -m 644 $(B)/wirefold.pc '$(DESTDIR)$(PKGCONFIGDIR)/wirefold.pc'
	@if [ -z '$(DESTDIR)' ] && [ "$$(id -u)" = 0 ] && command -v ldconfig >/dev/null; then ldconfig; fi

uninstall: ## remove what install put there
	rm -f '$(DESTDIR)$(BINDIR)/wirefold' '$(DESTDIR)$(INCLUDEDIR)/wirefold.h' \
	    '$(DESTDIR)$(LIBDIR)/libwirefold.a' '$(DESTDIR)$(PKGCONFIGDIR)/wirefold.pc' \
	    $(foreach f,$(SO) $(SONAME) $(SOLINK),'$(DESTDIR)$(LIBDIR)/$f')

-include $(patsubst %.o,%.d,$(LIB_OBJS) $(CLI_OBJS) $(SUPPORT_OBJS) $(COMMON_OBJS) $(TEST_OBJS) $(BENCH_OBJS) $(B)/lib/example.o)
