/* object.c - reads ELF by libelf. */
#include "command/object.h"

#include <gelf.h>
#include <string.h>

#include "base/file.h"

enum { OBJECT_MOST = 1 << 30 };

typedef struct reading {
    arena *arena;
    object *to;
    Elf *elf;
    size_t names; /* the section of section names */
} reading;

static void close_elf(void *data)
{
    reading *r = data;
    elf_end(r->elf);
    r->elf = NULL;
}

static int kind_of(const GElf_Shdr *h)
{
    if (!(h->sh_flags & SHF_ALLOC))
        return SECTION_OTHER;
    return h->sh_type == SHT_NOBITS    ? SECTION_BSS
           : (h->sh_flags & SHF_WRITE) ? SECTION_DATA
                                       : SECTION_TEXT;
}

static bool read_sections(reading *r)
{
    object *o = r->to;
    size_t count;
    if (elf_getshdrnum(r->elf, &count) != 0 || count > INT32_MAX)
        return false;
    o->sections = arena_alloc(r->arena, (count + 1) * sizeof *o->sections);
    o->section_count = (int)count;
    for (int i = 0; i < o->section_count; i++) {
        GElf_Shdr h;
        Elf_Scn *s = elf_getscn(r->elf, (size_t)i);
        if (!s || !gelf_getshdr(s, &h))
            return false;
        o->sections[i] = (object_section){ .size = h.sh_size,
                                           .kind = kind_of(&h),
                                           .is_code = h.sh_flags & SHF_EXECINSTR };
    }
    return true;
}

static void take_symbol(reading *r, int at, const GElf_Sym *symbol, const char *name)
{
    object *o = r->to;
    const bool is_here = symbol->st_shndx != SHN_UNDEF && symbol->st_shndx < o->section_count;
    object_symbol *to = &o->symbols[at];
    *to = (object_symbol){ arena_copy(r->arena, name ? name : ""), symbol->st_size,
                           is_here ? symbol->st_shndx : -1,
                           GELF_ST_TYPE(symbol->st_info) == STT_FUNC };
    if (!is_here || !to->is_function)
        return;
    object_section *s = &o->sections[to->section];
    s->functions = arena_grow(r->arena, s->functions, s->function_count, &s->function_capacity,
                              sizeof *s->functions);
    s->functions[s->function_count++] = to->name;
}

/* The one table of symbols. */
static bool read_symbols(reading *r)
{
    object *o = r->to;
    for (int i = 0; i < o->section_count; i++) {
        GElf_Shdr h;
        Elf_Scn *s = elf_getscn(r->elf, (size_t)i);
        if (!s || !gelf_getshdr(s, &h) || h.sh_type != SHT_SYMTAB)
            continue;
        Elf_Data *data = elf_getdata(s, NULL);
        const size_t count = h.sh_entsize ? h.sh_size / h.sh_entsize : 0;
        if (!data || o->symbols || count > INT32_MAX)
            return false;
        o->symbols = arena_alloc(r->arena, (count + 1) * sizeof *o->symbols);
        o->symbol_count = (int)count;
        for (int k = 0; k < o->symbol_count; k++) {
            GElf_Sym symbol;
            if (!gelf_getsym(data, k, &symbol))
                return false;
            take_symbol(r, k, &symbol, elf_strptr(r->elf, h.sh_link, symbol.st_name));
        }
    }
    return true;
}

/* What a place of section `from` refers to. */
static bool take_relocation(reading *r, object_section *from, size_t symbol)
{
    const object *o = r->to;
    if (symbol >= (size_t)o->symbol_count)
        return false;
    const object_symbol *to = &o->symbols[symbol];
    if (to->section >= 0) {
        from->reads = arena_grow(r->arena, from->reads, from->read_count, &from->read_capacity,
                                 sizeof *from->reads);
        from->reads[from->read_count++] = to->section;
    } else if (*to->name) {
        from->outside = arena_grow(r->arena, from->outside, from->outside_count,
                                   &from->outside_capacity, sizeof *from->outside);
        from->outside[from->outside_count++] = to->name;
    }
    return true;
}

static bool read_relocations(reading *r)
{
    const object *o = r->to;
    for (int i = 0; i < o->section_count; i++) {
        GElf_Shdr h;
        Elf_Scn *s = elf_getscn(r->elf, (size_t)i);
        if (!s || !gelf_getshdr(s, &h) || (h.sh_type != SHT_REL && h.sh_type != SHT_RELA))
            continue;
        Elf_Data *data = elf_getdata(s, NULL);
        if (!data || !h.sh_entsize || h.sh_info >= (size_t)o->section_count)
            return false;
        for (size_t k = 0; k < h.sh_size / h.sh_entsize; k++) {
            GElf_Rel rel;
            GElf_Rela rela;
            const bool is_rel = h.sh_type == SHT_REL;
            if (is_rel ? !gelf_getrel(data, (int)k, &rel) : !gelf_getrela(data, (int)k, &rela))
                return false;
            if (!take_relocation(r, &o->sections[h.sh_info],
                                 GELF_R_SYM(is_rel ? rel.r_info : rela.r_info)))
                return false;
        }
    }
    return true;
}

bool object_read(arena *a, const char *path, object *o, const char **why)
{
    size_t size;
    *o = (object){ 0 };
    char *image = file_read(a, path, OBJECT_MOST, &size, why);
    if (!image)
        return false;
    reading *r = arena_alloc(a, sizeof *r);
    *r = (reading){ .arena = a, .to = o };
    arena_at_end(a, close_elf, r);
    elf_version(EV_CURRENT);
    r->elf = elf_memory(image, size);
    const bool is_elf = r->elf && elf_kind(r->elf) == ELF_K_ELF;
    const bool is_read = is_elf && read_sections(r) && read_symbols(r) && o->symbols &&
                         read_relocations(r);
    if (!is_read)
        *why = is_elf ? "its ELF file is broken" : "it writes no ELF file";
    close_elf(r);
    return is_read;
}

const object_symbol *object_find(const object *o, const char *name)
{
    for (int i = 0; i < o->symbol_count; i++)
        if (!strcmp(o->symbols[i].name, name))
            return &o->symbols[i];
    return NULL;
}
