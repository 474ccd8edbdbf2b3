# One file for everything that is compiled. New folders need no edit: sources are found by wildcard.
#   make            build/entente, the release binary
#   make tests      unit tests under ASan and UBSan in build/test/
#   make fuzzers    libFuzzer harnesses in build/fuzz/ (clang)
#   make bench-helpers  the baselines of ./bench in build/bench/
# Generated files are under build/gen only. Order: tools -> generated C -> objects -> programs.
.SUFFIXES:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
# V=1 shows the commands.
Q := $(if $(V),,@)
B := build
GEN := $(B)/gen
CC ?= gcc
ifeq ($(CC),cc)
CC := gcc
endif
CLANG ?= clang
# Of C++ there is one file, the door to libphonenumber (src/app/phone_lib.h).
ifeq ($(origin CXX),default)
CXX := g++
endif
VERSION := $(shell cat VERSION 2>/dev/null || echo 0.1)

WARN := -Wall -Wextra -Wshadow -Wconversion -Wvla -Wswitch-enum -Wstrict-prototypes -Wno-override-init -Werror
PKGS := libuv openssl libsodium sqlite3 libpq icu-i18n icu-uc json-c libbrotlienc zlib xlsxwriter libcurl libcmark libcbor libqrencode
CPPFLAGS += -D_GNU_SOURCE -DENTENTE_VERSION='"$(VERSION)"' -Isrc -I$(GEN) $(shell pkg-config --cflags-only-I $(PKGS) | sed 's/-I/-isystem /g')
CXXFLAGS_COMMON := -std=gnu++17 -fno-strict-aliasing -pthread -Wall -Wextra -Wshadow -Wconversion -Werror
CFLAGS_COMMON := -std=gnu17 -fno-strict-aliasing -fno-common -pthread $(WARN)
OPT ?= -O2
# ./run, ./check and ./bench set LTO=-flto=auto: the program is optimized as a whole, which a page feels, but linking it
# takes as long as compiling. Plain `make` does without, in objects of its own, so that neither makes the other anew.
LTO ?=
REL := $(B)/obj/rel$(if $(LTO),-lto)
REL_FLAGS := $(OPT) $(LTO) -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
# The programs of the tests are many and large: linking them with mold is several times as fast, where it is there.
FAST_LINK := $(if $(shell command -v mold 2>/dev/null),-fuse-ld=mold)
# Not optimized: compiled in a third of the time, and no slower where it matters (most of a test's time is the databases').
ASAN_FLAGS := -O0 -g1 -fPIC -fno-semantic-interposition -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -DENTENTE_TEST=1
LIBS := $(shell pkg-config --libs $(PKGS) pangocairo) -lcjose -lresolv -lphonenumber -lstdc++ -lm -pthread
# One file draws: its headers are many, no other file sees them, and they come before the ban, since they define alloca.
%/app/pdf.o: CPPFLAGS += $(shell pkg-config --cflags-only-I pangocairo | sed 's/-I/-isystem /g') -include pango/pangocairo.h -include cairo-pdf.h
BAN := -include src/base/banned.h

# --- tools: each is tools/NAME.c (with tools/NAME_*.c) or a folder tools/NAME/ ---
TOOL_NAMES := $(sort $(patsubst tools/%.c,%,$(wildcard tools/*.c)) $(patsubst tools/%/main.c,%,$(wildcard tools/*/main.c)))
TOOL_NAMES := $(foreach n,$(TOOL_NAMES),$(if $(findstring _,$(n)),,$(n)))
TOOLS := $(addprefix $(B)/tools/,$(TOOL_NAMES))
TOOL_BASE := $(patsubst src/%.c,$(B)/obj/tool/%.o,$(wildcard src/base/*.c))
TOOL_LIBS := $(shell pkg-config --libs sqlite3 libpq json-c libbrotlienc zlib libcmark libsodium openssl) -lm -pthread

# --- sources ---
SRC_ALL := $(wildcard src/*/*.c) $(wildcard src/areas/*/*.c)
AREA_TESTS := $(wildcard src/areas/*/*_test.c)
SRC := $(filter-out $(AREA_TESTS),$(SRC_ALL))
# The example area is compiled and tested, and not part of the product.
SRC_REL := $(filter-out src/areas/_example/%,$(SRC)) src/main.c
SRC_CC := $(wildcard src/*/*.cc)
AREAS := $(sort $(patsubst src/areas/%/area.c,%,$(wildcard src/areas/*/area.c)))
SQL := $(sort $(wildcard src/app/*.sql src/areas/*/*.sql))
HTML := $(sort $(wildcard src/ui/*.html src/areas/*/*.html))
WEB := $(shell find web -type f 2>/dev/null)
PO := $(wildcard po/*.po)
HELP := $(wildcard docs/help/*.md)

.PHONY: all tests fuzzers bench-helpers tools gen clean
all: $(B)/entente
tools: $(TOOLS)

$(B)/obj/tool/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS_COMMON) $(BAN) -O1 -g -MMD -MP -c -o $@ $<
$(B)/obj/tools/%.o: tools/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itools $(CFLAGS_COMMON) $(BAN) -O1 -g -MMD -MP -c -o $@ $<
define TOOL_RULE
$(B)/tools/$(1): $(patsubst tools/%.c,$(B)/obj/tools/%.o,$(wildcard tools/$(1).c tools/$(1)_*.c tools/$(1)/*.c)) $(TOOL_BASE)
	@mkdir -p $$(@D)
	$(CC) -o $$@ $$^ $(TOOL_LIBS)
endef
$(foreach t,$(TOOL_NAMES),$(eval $(call TOOL_RULE,$(t))))

# --- generated code; each stamp is one invocation, files change only when their content does ---
STAMPS := $(B)/stamp/sql $(B)/stamp/html $(B)/stamp/assets $(B)/stamp/help $(B)/stamp/areas $(B)/stamp/po $(B)/stamp/coverage $(B)/stamp/roles $(B)/stamp/passwords
$(B)/stamp/sql: $(B)/tools/sqlgen $(SQL)
	@mkdir -p $(@D) $(GEN)/gen
	$(B)/tools/sqlgen --out $(GEN) $(SQL)
	@touch $@
$(B)/stamp/html: $(B)/tools/htmlgen $(HTML) web/icons/icons.svg
	@mkdir -p $(@D) $(GEN)/gen
	$(B)/tools/htmlgen --out $(GEN) --icons web/icons/icons.svg $(HTML)
	@touch $@
$(B)/stamp/assets: $(B)/tools/assets $(WEB)
	@mkdir -p $(@D) $(GEN)/gen
	$(B)/tools/assets --out $(GEN) web
	@touch $@
$(B)/stamp/help: $(B)/tools/helpgen $(HELP)
	@mkdir -p $(@D) $(GEN)/gen
	$(B)/tools/helpgen --out $(GEN) $(HELP)
	@touch $@
$(B)/stamp/po: $(B)/tools/embed $(PO)
	@mkdir -p $(@D) $(GEN)/gen $(B)/mo
	@for p in $(PO); do l=$$(basename $$p .po); msgfmt --check -o $(B)/mo/$$l.mo $$p || exit 1; done
	$(B)/tools/embed --out $(GEN) $(patsubst po/%.po,$(B)/mo/%.mo,$(PO))
	@touch $@
# AREAS, in the order of their names; the list alone decides what the kernel knows.
$(B)/stamp/areas: $(wildcard src/areas/*/area.c) Makefile
	@mkdir -p $(@D) $(GEN)/gen
	@{ echo '/* Generated by the Makefile from src/areas/. */'; echo '#include "app/area.h"'; \
	  for a in $(AREAS); do case $$a in _*) echo '#ifdef ENTENTE_TEST';; esac; echo "extern const Area area_$$a;"; case $$a in _*) echo '#endif';; esac; done; \
	  echo 'const Area *const AREAS[] = {'; \
	  for a in $(AREAS); do case $$a in _*) echo '#ifdef ENTENTE_TEST';; esac; echo "    &area_$$a,"; case $$a in _*) echo '#endif';; esac; done; \
	  echo '};'; echo 'const size_t AREAS_N = sizeof AREAS / sizeof AREAS[0];'; } > $(GEN)/gen/areas.c.new
	@cmp -s $(GEN)/gen/areas.c.new $(GEN)/gen/areas.c || cp $(GEN)/gen/areas.c.new $(GEN)/gen/areas.c; rm -f $(GEN)/gen/areas.c.new
	@touch $@
# What the wire API is to offer and does not yet, so that its 404 can name the area.
$(B)/stamp/coverage: docs/api-coverage.tsv Makefile
	@mkdir -p $(@D) $(GEN)/gen
	@{ echo '/* Generated by the Makefile from docs/api-coverage.tsv. */'; echo '#include "app/kernel.h"'; echo 'const Deferred DEFERRED[] = {'; \
	  awk -F'\t' '$$5 == "deferred" && $$3 ~ /^\/[A-Za-z]/ && !seen[$$3]++ { gsub(/["\\]/, "", $$3); printf "    {S_INIT(\"%s\"), S_INIT(\"%s\")},\n", $$3, $$1 }' docs/api-coverage.tsv; \
	  echo '};'; echo 'const size_t DEFERRED_N = sizeof DEFERRED / sizeof DEFERRED[0];'; } > $(GEN)/gen/deferred.c.new
	@cmp -s $(GEN)/gen/deferred.c.new $(GEN)/gen/deferred.c || cp $(GEN)/gen/deferred.c.new $(GEN)/gen/deferred.c; rm -f $(GEN)/gen/deferred.c.new
	@touch $@
# What the documents say of roles, so that permissions of workspaces to come have their ids and roles already.
$(B)/stamp/roles: src/app/roles.tsv Makefile
	@mkdir -p $(@D) $(GEN)/gen
	@{ echo '/* Generated by the Makefile from src/app/roles.tsv. */'; echo '#include "app/perm.h"'; echo 'const RoleFact ROLE_FACTS[] = {'; \
	  awk -F'\t' 'NR > 1 && $$1 != "-" { if (!($$1 in at)) { at[$$1] = ++n; id[n] = $$1; place[n] = $$2 } k = at[$$1]; if ($$3 != "-") roles[k] = roles[k] (roles[k] ? " " : "") $$3 } \
	    END { for (i = 1; i <= n; i++) printf "    {S_INIT(\"%s\"), \"%s\", \"%s\"},\n", id[i], place[i], roles[i] }' src/app/roles.tsv; \
	  echo '};'; echo 'const size_t ROLE_FACTS_N = sizeof ROLE_FACTS / sizeof ROLE_FACTS[0];'; } > $(GEN)/gen/role_facts.c.new
	@cmp -s $(GEN)/gen/role_facts.c.new $(GEN)/gen/role_facts.c || cp $(GEN)/gen/role_facts.c.new $(GEN)/gen/role_facts.c; rm -f $(GEN)/gen/role_facts.c.new
	@touch $@
# What nobody may choose as a password; tools/common-passwords.mjs makes the file and says where it is from.
$(B)/stamp/passwords: data/common-passwords.bin Makefile
	@mkdir -p $(@D) $(GEN)/gen
	@printf '/* Made by the Makefile. */\n.section .rodata\n.balign 4\n.globl common_passwords\n.globl common_passwords_end\ncommon_passwords:\n.incbin "$<"\ncommon_passwords_end:\n.section .note.GNU-stack,"",%%progbits\n' > $(GEN)/gen/common_passwords.S
	@touch $@
gen: $(STAMPS)

# --- objects; the generated C is listed after the stamps by a second make, so that names need no guessing ---
GEN_C := $(wildcard $(GEN)/gen/*.c)
GEN_S := $(wildcard $(GEN)/gen/*.S)
GEN_REL := $(filter-out $(GEN)/gen/_example%,$(GEN_C))
OBJ_REL := $(patsubst src/%.c,$(REL)/%.o,$(SRC_REL)) $(patsubst src/%.cc,$(REL)/%.o,$(SRC_CC)) $(patsubst $(GEN)/gen/%.c,$(REL)/gen/%.o,$(GEN_REL)) $(patsubst $(GEN)/gen/%.S,$(REL)/gen/%.S.o,$(GEN_S))
OBJ_ASAN := $(patsubst src/%.c,$(B)/obj/asan/%.o,$(SRC)) $(patsubst src/%.cc,$(B)/obj/asan/%.o,$(SRC_CC)) $(patsubst $(GEN)/gen/%.c,$(B)/obj/asan/gen/%.o,$(GEN_C)) $(patsubst $(GEN)/gen/%.S,$(B)/obj/asan/gen/%.S.o,$(GEN_S))
$(REL)/%.o: src/%.c | $(STAMPS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS_COMMON) $(BAN) $(REL_FLAGS) -MMD -MP -c -o $@ $<
$(REL)/%.o: src/%.cc
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS) $(CXXFLAGS_COMMON) $(REL_FLAGS) -MMD -MP -c -o $@ $<
$(REL)/gen/%.o: $(GEN)/gen/%.c | $(STAMPS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS_COMMON) $(REL_FLAGS) -MMD -MP -c -o $@ $<
$(REL)/gen/%.S.o $(B)/obj/asan/gen/%.S.o: $(GEN)/gen/%.S
	@mkdir -p $(@D)
	$(CC) -c -o $@ $<
$(B)/obj/asan/%.o: src/%.c | $(STAMPS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS_COMMON) $(BAN) $(ASAN_FLAGS) -MMD -MP -c -o $@ $<
$(B)/obj/asan/%.o: src/%.cc
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS) $(CXXFLAGS_COMMON) $(ASAN_FLAGS) -MMD -MP -c -o $@ $<
$(B)/obj/asan/gen/%.o: $(GEN)/gen/%.c | $(STAMPS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS_COMMON) $(ASAN_FLAGS) -MMD -MP -c -o $@ $<

# The recursion is there because the list of generated C is only known once the stamps are made.
$(B)/entente: $(STAMPS) FORCE
	@$(MAKE) --no-print-directory $(B)/entente.bin
	@cmp -s $(B)/entente.bin $@ || cp --remove-destination $(B)/entente.bin $@
$(B)/entente.bin: $(OBJ_REL)
	$(CC) $(OPT) $(LTO) -g -pie -Wl,-z,relro,-z,now,-z,pack-relative-relocs -o $@ $^ $(LIBS)

TESTS := $(patsubst tests/unit/%.c,$(B)/test/%,$(wildcard tests/unit/*_test.c)) $(foreach t,$(AREA_TESTS),$(B)/test/area_$(basename $(notdir $(t))))
TEST_LIB := $(patsubst tests/lib/%.c,$(B)/obj/asan/testlib/%.o,$(wildcard tests/lib/*.c))
tests: $(STAMPS)
	@$(MAKE) --no-print-directory test-programs
.PHONY: test-programs
test-programs: $(TESTS)
# The product and the tests' own library as one shared object, linked once: each test program then links in no time.
$(B)/libunit.so: $(OBJ_ASAN) $(TEST_LIB)
	$(CC) -shared -fsanitize=address,undefined $(FAST_LINK) -Wl,-Bsymbolic -Wl,--wrap=EVP_PKEY_Q_keygen -o $@ $^ $(LIBS) -lcmocka
$(B)/obj/asan/testlib/%.o: tests/lib/%.c | $(STAMPS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itests $(CFLAGS_COMMON) $(ASAN_FLAGS) -MMD -MP -c -o $@ $<
define TEST_RULE
$(2): $(1) $(B)/libunit.so
	@mkdir -p $$(@D)
	$(CC) $(CPPFLAGS) -Itests $(CFLAGS_COMMON) $(ASAN_FLAGS) $(FAST_LINK) -MMD -MP -MF $$@.d -o $$@ $(1) -Wl,--wrap=EVP_PKEY_Q_keygen $(B)/libunit.so -Wl,-rpath,'$$$$ORIGIN/..' $(LIBS) -lcmocka $(if $(findstring webauthn,$(1)),-lfido2)
endef
$(foreach t,$(wildcard tests/unit/*_test.c),$(eval $(call TEST_RULE,$(t),$(patsubst tests/unit/%.c,$(B)/test/%,$(t)))))
$(foreach t,$(AREA_TESTS),$(eval $(call TEST_RULE,$(t),$(B)/test/area_$(basename $(notdir $(t))))))

# --- fuzzing: clang; a harness may call any layer: the archive gives it the objects it needs, and no more ---
FUZZERS := $(patsubst fuzz/%_fuzz.c,$(B)/fuzz/%,$(wildcard fuzz/*_fuzz.c))
FUZZ_FLAGS := -std=gnu17 -g1 -fno-strict-aliasing
# Every harness links the whole house, for the list of areas. What parses is optimized and watched, the application and the areas that
# a harness calls are watched, the rest is compiled as fast as can be.
COMMA := ,
FUZZED_AREAS := $(sort $(shell sed -n 's,^\#include "areas/\([a-z_]*\)/.*,areas/\1/,p' fuzz/*.c))
FUZZ_WATCH := -fsanitize=fuzzer-no-link$(COMMA)address$(COMMA)undefined
FUZZ_SEEN = $(if $(filter base/ crypt/ http/,$(dir $*)),-O1 $(FUZZ_WATCH),-O0 $(if $(filter app/ $(FUZZED_AREAS),$(dir $*)),$(FUZZ_WATCH)))
OBJ_FUZZ := $(patsubst src/%.c,$(B)/obj/fuzz/%.o,$(filter-out src/main.c,$(SRC_REL))) $(patsubst src/%.cc,$(B)/obj/fuzz/%.o,$(SRC_CC)) $(patsubst $(GEN)/gen/%.c,$(B)/obj/fuzz/gen/%.o,$(GEN_REL)) $(patsubst $(GEN)/gen/%.S,$(B)/obj/fuzz/gen/%.S.o,$(GEN_S))
fuzzers: $(STAMPS)
	@$(MAKE) --no-print-directory fuzz-programs
.PHONY: fuzz-programs
fuzz-programs: $(FUZZERS)
$(B)/obj/fuzz/%.o: src/%.c | $(STAMPS)
	@mkdir -p $(@D)
	$(CLANG) $(CPPFLAGS) $(FUZZ_FLAGS) $(BAN) $(FUZZ_SEEN) -MMD -MP -c -o $@ $<
$(B)/obj/fuzz/%.o: src/%.cc
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS) $(CXXFLAGS_COMMON) -g1 -MMD -MP -c -o $@ $<
$(B)/obj/fuzz/gen/%.o: $(GEN)/gen/%.c | $(STAMPS)
	@mkdir -p $(@D)
	$(CLANG) $(CPPFLAGS) $(FUZZ_FLAGS) -O0 -MMD -MP -c -o $@ $<
$(B)/obj/fuzz/gen/%.S.o: $(GEN)/gen/%.S
	@mkdir -p $(@D)
	$(CC) -c -o $@ $<
$(B)/libfuzz-app.a: $(OBJ_FUZZ)
	@rm -f $@
	@ar rcs $@ $^
$(B)/fuzz/%: fuzz/%_fuzz.c $(B)/libfuzz-app.a
	@mkdir -p $(@D)
	$(CLANG) $(CPPFLAGS) -Ifuzz $(FUZZ_FLAGS) -O1 -fsanitize=fuzzer,address,undefined $(FAST_LINK) -MMD -MP -MF $@.d -o $@ $< $(B)/libfuzz-app.a $(LIBS)

# Seen as a whole, the program makes the compiler guess more; it has judged each file already, so here that is no error.
# Those of the whole program (the table of permissions is made from all areas, a log from their actions, orders are placed by their
# rules) are one program by many names, since linking it takes a minute.
OF_HOUSE := audit commerce desk perm
bench-helpers: $(addprefix $(B)/bench/,$(filter-out house,$(patsubst benchmarks/%.c,%,$(wildcard benchmarks/*.c))))
$(B)/bench/%: benchmarks/%.c $(patsubst src/%.c,$(REL)/%.o,$(wildcard src/base/*.c src/os/*.c src/http/*.c))
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS_COMMON) $(REL_FLAGS) -Wno-error -o $@ $^ $(LIBS)

$(B)/obj/bench/%.o: benchmarks/%.c | $(STAMPS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS_COMMON) $(REL_FLAGS) $(if $(filter house,$*),,-Dmain=$*_main) -Wno-error -MMD -MP -c -o $@ $<
$(B)/bench/house: $(patsubst %,$(B)/obj/bench/%.o,house $(OF_HOUSE)) $(filter-out $(REL)/main.o,$(OBJ_REL))
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_COMMON) $(REL_FLAGS) -pie -Wno-error -o $@ $^ $(LIBS)
$(addprefix $(B)/bench/,$(OF_HOUSE)): $(B)/bench/house
	@ln -sf house $@

.PHONY: FORCE
FORCE:
clean:
	rm -rf $(B)
-include $(shell find $(B)/obj $(B)/test $(B)/fuzz -name '*.d' 2>/dev/null)
