# bpgen: make, make demo, make test. `make help` tells the rest.

CC      ?= cc
CFLAGS  ?= -O2 -g
STRICT   = -std=gnu11 -Wall -Wextra -pedantic -Wconversion -Wno-sign-conversion
LUA      = lua5.4
LIBS     = $(shell pkg-config --libs $(LUA) zlib) -ldl -lm
INCLUDES = $(shell pkg-config --cflags $(LUA)) -Igenerator -Iruntime

GENERATOR = $(filter-out generator/embed.c,$(wildcard generator/*.c))
RUNTIME   = $(wildcard runtime/*.c)
TEMPLATES = $(sort $(wildcard templates/*.in templates/*.lua))
PRELUDE   = $(sort $(wildcard generator/prelude*.lua))
OBJECTS   = $(patsubst %.c,build/%.o,$(GENERATOR) $(RUNTIME)) build/embedded.o

all: bpgen

bpgen: $(OBJECTS)
	$(CC) $(CFLAGS) -rdynamic -o $@ $(OBJECTS) $(LIBS)

build/embed: generator/embed.c
	@mkdir -p build
	$(CC) $(CFLAGS) $(STRICT) -o $@ $<

build/embedded.c: build/embed $(TEMPLATES) $(PRELUDE)
	build/embed $(TEMPLATES) $(PRELUDE) > $@

build/embedded.o: build/embedded.c
	$(CC) $(CFLAGS) -std=gnu11 $(INCLUDES) -c -o $@ $<

build/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(STRICT) $(INCLUDES) -MMD -MP -c -o $@ $<

-include $(OBJECTS:.o=.d)

clean:
	rm -rf build bpgen

.PHONY: all clean
