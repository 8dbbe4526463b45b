/* embed.c - a tool of the build: prints the files it is given as C strings (prelude.lua as
 * prelude_lua and prelude_lua_size) and the table embedded_files of them all. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void print_symbol(const char *path)
{
    for (const char *c = base_name(path); *c; c++)
        putchar(isalnum((unsigned char)*c) ? *c : '_');
}

static void print_bytes(FILE *file)
{
    for (int c; (c = getc(file)) != EOF;) {
        if (c == '\n')
            printf("\\n\"\n    \"");
        else if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < 32 || c > 126)
            printf("\\%03o", (unsigned)c);
        else
            putchar(c);
    }
}

static int print_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 1;
    }
    printf("\nconst char ");
    print_symbol(path);
    printf("[] =\n    \"");
    print_bytes(file);
    printf("\";\nconst size_t ");
    print_symbol(path);
    printf("_size = sizeof ");
    print_symbol(path);
    printf(" - 1;\n");
    return fclose(file) != 0;
}

int main(int argc, char **argv)
{
    int wrong = 0;
    printf("#include \"expand.h\"\n");
    for (int i = 1; i < argc; i++)
        wrong |= print_file(argv[i]);
    printf("\nconst embedded embedded_files[] = {\n");
    for (int i = 1; i < argc; i++) {
        printf("    { \"%s\", ", base_name(argv[i]));
        print_symbol(argv[i]);
        printf(", sizeof ");
        print_symbol(argv[i]);
        printf(" - 1 },\n");
    }
    printf("    { NULL, NULL, 0 }\n};\n");
    return wrong || fflush(stdout) != 0;
}
