# bpgen: make, make demo, make test. `make help` tells the rest.

CC      ?= cc
CFLAGS  ?= -O2 -g
PREFIX  ?= /usr/local
STRICT   = -std=gnu11 -Wall -Wextra -pedantic -Wconversion -Wno-sign-conversion \
           -Wundef -Wredundant-decls -Wvla -Wcast-qual
LUA      = lua5.4
LIBS     = $(shell pkg-config --libs $(LUA) zlib jansson libzip libelf) -ldl -lm
INCLUDES = $(shell pkg-config --cflags $(LUA) jansson libzip libelf) -Igenerator -Iruntime

# SANITIZE=1, FUZZER=1, COVERAGE=1: the same, instrumented, in a folder of its own.
BUILD      := build
COMMAND    := bpgen
INSTRUMENT :=
ifneq ($(SANITIZE),)
BUILD      := build/sanitize
COMMAND    := $(BUILD)/bpgen
INSTRUMENT := -O1 -g -fno-omit-frame-pointer -DARENA_CHUNK=0 \
              -fsanitize=address,undefined -fno-sanitize-recover=all
else ifneq ($(FUZZER),)
BUILD      := build/fuzzer
CC         := clang
INSTRUMENT := -g -fno-omit-frame-pointer -DLIMITS_SHARE=100 -DARENA_CHUNK=8192 -fno-sanitize-coverage=trace-cmp \
              -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
else ifneq ($(COVERAGE),)
BUILD      := build/coverage
COMMAND    := $(BUILD)/bpgen
INSTRUMENT := -O0 --coverage -D_exit=exit # which writes the counts
endif

GENERATOR = $(filter-out generator/base/embed.c,$(wildcard generator/*/*.c))
RUNTIME   = $(wildcard runtime/*.c)
EMBEDDED  = $(sort $(wildcard templates/*/*.in templates/*/*.lua)) $(sort $(wildcard generator/spec/*.lua))
OBJECTS   = $(patsubst %.c,$(BUILD)/%.o,$(GENERATOR) $(RUNTIME)) $(BUILD)/embedded.o
LIBRARY   = $(BUILD)/bpgen.a
PROGRAMS  = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/test_*.c))
HELPERS   = $(patsubst %.c,$(BUILD)/%.o,$(filter-out tests/test_%,$(wildcard tests/*.c)))

all: $(COMMAND)

help:
	@echo 'make             the command, ./bpgen'
	@echo 'make demo        sets up, generates, compiles and trains two small networks'
	@echo 'make test        sets up, runs all tests (LONG=1: the long forms; JOBS=n at a time)'
	@echo 'make quick       those that answer within a minute, between two edits'
	@echo 'make SANITIZE=1  the command with sanitizers, build/sanitize/bpgen'
	@echo 'make coverage    which lines of generator/ and runtime/ the tests reach, a file'
	@echo 'make bench       times generated code against libraries, writes docs/performance.md'
	@echo 'make bench-setup installs the libraries that it compares with'
	@echo 'make golden      writes the generated files of tests/golden anew, to be reviewed'
	@echo 'make install     bpgen, its manual, completion, CMake package, ... below PREFIX'
	@echo '                 ($(PREFIX)), in DESTDIR; make uninstall removes them'
	@echo 'make deb         a Debian package of that, in build/'
	@echo 'make clean       removes what was built'

# ---- the command ----

$(COMMAND): $(BUILD)/generator/command/main.o $(LIBRARY)
	$(CC) $(CFLAGS) $(INSTRUMENT) $(LDFLAGS) -rdynamic -o $@ $^ $(LIBS)

$(LIBRARY): $(filter-out $(BUILD)/generator/command/main.o,$(OBJECTS))
	@rm -f $@
	$(AR) rcs $@ $^

build/ready: setup.sh # what the build needs is here
	@./setup.sh --check
	@mkdir -p build
	@touch $@

$(BUILD)/embed: generator/base/embed.c | build/ready
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(INSTRUMENT) $(STRICT) -o $@ $<

$(BUILD)/embedded.c: $(BUILD)/embed $(EMBEDDED)
	$(BUILD)/embed $(EMBEDDED) > $@

$(BUILD)/embedded.o: $(BUILD)/embedded.c
	$(CC) $(CFLAGS) $(INSTRUMENT) -std=gnu11 $(INCLUDES) -c -o $@ $<

$(BUILD)/%.o: %.c | build/ready
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(INSTRUMENT) $(STRICT) $(INCLUDES) -MMD -MP -c -o $@ $<

-include $(OBJECTS:.o=.d) $(wildcard $(BUILD)/tests/fuzzer/*.d) $(HELPERS:.o=.d) $(PROGRAMS:=.d) \
    $(BUILD)/tests/explain/point.d

# ---- what uses it ----

demo:
	@./setup.sh --demo
	@$(MAKE) -s --no-print-directory bpgen
	@examples/demo/run.sh ./bpgen

JOBS     ?= $(shell nproc)
ALL_CORES = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS))

test: setup
	@$(MAKE) -s $(ALL_CORES) --no-print-directory bpgen programs
	@$(MAKE) -s $(ALL_CORES) --no-print-directory SANITIZE=1 build/sanitize/bpgen
	@$(MAKE) -s $(ALL_CORES) --no-print-directory FUZZER=1 build/fuzzer/fuzzer build/fuzzer/data_fuzzer
	@SANITIZED=$(CURDIR)/build/sanitize/bpgen tests/run

quick: bpgen programs
	@QUICK=1 tests/run check lint cli wrong wrong_input templates golden floors once \
	    test_runtime_training

coverage:
	@$(MAKE) -s $(ALL_CORES) --no-print-directory programs
	@$(MAKE) -s $(ALL_CORES) --no-print-directory COVERAGE=1 build/coverage/bpgen programs
	@tests/tools/coverage

setup:
	@./setup.sh

programs: $(PROGRAMS) build/tests/once $(BUILD)/tests/explain/point

# what runs compilers for the suites
build/tests/once: tests/tools/once.c | build/ready
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(STRICT) -o $@ $<

# each tests/test_NAME.c is a cmocka program; the other files there help them all
$(BUILD)/tests/test_%: $(BUILD)/tests/test_%.o $(HELPERS) $(LIBRARY)
	$(CC) $(CFLAGS) $(INSTRUMENT) $(LDFLAGS) -o $@ $^ -lcmocka $(LIBS)
# FUZZER=1: a spec after the other in one process
$(BUILD)/fuzzer: $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/fuzzer/*.c)) $(LIBRARY)
	$(CC) $(CFLAGS) $(INSTRUMENT) $(LDFLAGS) -fsanitize=fuzzer -Wl,--wrap=luaL_loadbufferx \
	    -o $@ $^ $(LIBS)
# what the runtime makes of a spec at a point, for tests/explain.sh
$(BUILD)/tests/explain/point: $(BUILD)/tests/explain/point.o $(LIBRARY)
	$(CC) $(CFLAGS) $(INSTRUMENT) $(LDFLAGS) -o $@ $^ $(LIBS)
# FUZZER=1: a file of data after the other
$(BUILD)/data_fuzzer: $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/data_fuzzer/*.c)) $(LIBRARY)
	$(CC) $(CFLAGS) $(INSTRUMENT) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS)
# mistakes that the sanitizers must see
$(BUILD)/tests/sanitize/mistakes: $(BUILD)/tests/sanitize/mistakes.o $(LIBRARY)
	$(CC) $(CFLAGS) $(INSTRUMENT) $(LDFLAGS) -o $@ $^ $(LIBS)

# some 10 minutes; BENCH=--quick: whether it works, BENCH=--resume: goes on where a run was
# interrupted, BENCH=--fifo: with real-time priority; bench/run has more
bench: bpgen
	@bench/run $(BENCH) --write $(if $(findstring --quick,$(BENCH)),build/bench,docs)

bench-setup:
	@./setup.sh --bench

golden: bpgen
	@tests/golden.sh ./bpgen --write

include packaging/install.mk # install, uninstall, deb

clean:
	rm -rf build bpgen

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all help demo test quick coverage bench bench-setup setup programs golden install uninstall deb clean
