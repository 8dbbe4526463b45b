# install.mk - what is installed, and where: PREFIX, within DESTDIR; both may have blanks.

SHARE     = $(PREFIX)/share
BASH_DIR ?= $(SHARE)/bash-completion/completions
ZSH_DIR  ?= $(SHARE)/zsh/site-functions
VERSION   = $(shell sed -n 's/^.define BPGEN_VERSION "\(.*\)"/\1/p' generator/base/messages.h)
MADE      = build/share/bash/bpgen build/share/zsh/_bpgen build/share/bpgen.pc \
            build/share/bpgenConfigVersion.cmake

# $(1): a command of the shell, for each $$file, its $$folder and its $$mode
define each_file
	@set -e; \
	each() { mode=$$1 folder='$(DESTDIR)'"$$2" file=$$3 to="$$folder/$${3##*/}"; $(1); }; \
	each 755 '$(PREFIX)/bin'          bpgen; \
	each 644 '$(SHARE)/man/man1'      docs/bpgen.1; \
	each 644 '$(SHARE)/man/man5'      docs/bpgen-spec.5; \
	each 644 '$(SHARE)/man/man7'      docs/bpgen-numerics.7; \
	each 644 '$(BASH_DIR)'            build/share/bash/bpgen; \
	each 644 '$(ZSH_DIR)'             build/share/zsh/_bpgen; \
	each 644 '$(SHARE)/pkgconfig'     build/share/bpgen.pc; \
	each 644 '$(SHARE)/cmake/bpgen'   packaging/bpgenConfig.cmake; \
	each 644 '$(SHARE)/cmake/bpgen'   build/share/bpgenConfigVersion.cmake; \
	each 644 '$(SHARE)/bpgen'         packaging/bpgen.d.lua
endef

install: bpgen $(MADE)
	$(call each_file,install -D -m $$mode "$$file" "$$to" && echo "$$to")

# with the folders that are nobody else's
uninstall:
	$(call each_file,rm -f "$$to"; [ "$${folder##*/}" != bpgen ] || rmdir "$$folder" 2> /dev/null || :)

deb: bpgen $(MADE)
	@rm -rf build/deb
	@$(MAKE) -s --no-print-directory install PREFIX=/usr DESTDIR=build/deb \
	    ZSH_DIR=/usr/share/zsh/vendor-completions > /dev/null
	@packaging/deb $(VERSION) build/deb build/bpgen_$(VERSION)_$$(dpkg --print-architecture).deb

# ---- what is made for it ----

build/completions: packaging/completions.c $(LIBRARY)
	$(CC) $(CFLAGS) $(STRICT) $(INCLUDES) $(LDFLAGS) -o $@ $^ $(LIBS)

build/share/bash/bpgen: packaging/bpgen.bash build/completions
	@mkdir -p $(@D)
	build/completions bash < $< > $@

build/share/zsh/_bpgen: packaging/_bpgen build/completions
	@mkdir -p $(@D)
	build/completions zsh < $< > $@

build/share/%: packaging/%.in generator/base/messages.h
	@mkdir -p $(@D)
	sed 's/@VERSION@/$(VERSION)/' $< > $@
