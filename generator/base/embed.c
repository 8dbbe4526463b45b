/* embed.c - a tool of the build: prints the table embedded_files of the files that it is given, as
 * C strings. A file goes by its path below the first folder: templates/one/product.in is
 * one/product.in. */
#include <stdio.h>
#include <string.h>

static const char *name_of(const char *path)
{
    const char *slash = strchr(path, '/');
    return slash ? slash + 1 : path;
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

static int print_file(const char *path, int number)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 1;
    }
    printf("\nstatic const char file_%d[] =\n    \"", number);
    print_bytes(file);
    printf("\";\n");
    return fclose(file) != 0;
}

int main(int argc, char **argv)
{
    int wrong = 0;
    printf("#include \"base/embedded.h\"\n");
    for (int i = 1; i < argc; i++)
        wrong |= print_file(argv[i], i);
    printf("\nconst embedded embedded_files[] = {\n");
    for (int i = 1; i < argc; i++)
        printf("    { \"%s\", file_%d, sizeof file_%d - 1 },\n", name_of(argv[i]), i, i);
    printf("    { NULL, NULL, 0 }\n};\n");
    return wrong || fflush(stdout) != 0;
}
