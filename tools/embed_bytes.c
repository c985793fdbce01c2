/* Makes a C table out of a file: embed_bytes INPUT NAME OUTPUT; NAME is a `const unsigned char[]`, NAME_length its
 * size. */
#include <stdio.h>

int main(int count, char **arguments)
{
    FILE *input = count == 4 ? fopen(arguments[1], "rb") : NULL,
         *output = count == 4 ? fopen(arguments[3], "wb") : NULL;
    size_t length = 0;
    int byte;
    if (input == NULL || output == NULL) {
        fprintf(stderr, "embed_bytes INPUT NAME OUTPUT\n");
        return 2;
    }
    fprintf(output, "#include <stddef.h>\nextern const unsigned char %s[];\nextern const size_t %s_length;\n",
            arguments[2], arguments[2]);
    fprintf(output, "const unsigned char %s[] = {", arguments[2]);
    while ((byte = getc(input)) != EOF)
        fprintf(output, "%s%d,", length++ % 32 == 0 ? "\n" : "", byte);
    fprintf(output, "0};\nconst size_t %s_length = %zu;\n", arguments[2], length);
    fclose(input);
    return fclose(output) == 0 ? 0 : 1;
}
