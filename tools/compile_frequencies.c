/* Makes the C table of frequencies (src/matching/frequency_table.h) out of data/frequency.txt, whose lines are a normal
   form, a space and its rarity, in the order of their bytes: compile_frequencies INPUT OUTPUT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int count, char **arguments)
{
    FILE *input = count == 3 ? fopen(arguments[1], "rb") : NULL,
         *output = count == 3 ? fopen(arguments[2], "wb") : NULL;
    char *line = NULL;
    size_t room = 0, entries = 0;
    if (input == NULL || output == NULL) {
        fprintf(stderr, "compile_frequencies INPUT OUTPUT\n");
        return 2;
    }
    fputs("/* Made by tools/compile_frequencies. */\n#include \"matching/frequency_table.h\"\n\n"
          "const struct frequency_entry frequency_entries[] = {\n",
          output);
    while (getline(&line, &room, input) > 0) {
        char *space = strchr(line, ' ');
        if (line[0] == '#' || space == NULL)
            continue;
        fprintf(output, "    {\"%.*s\", %ld},\n", (int)(space - line), line, strtol(space, NULL, 10));
        entries++;
    }
    fprintf(output, "};\nconst size_t frequency_count = %zu;\n", entries);
    free(line);
    fclose(input);
    return fclose(output) == 0 ? 0 : 1;
}
