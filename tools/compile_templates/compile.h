/* The template compiler: one page of HTML becomes one C file.  The grammar is in docs/templates.md.
   main.c reads and writes, compile.c goes through the page, directive.c knows {% … %}, expression.c knows {{ … }},
   markup.c follows the HTML between them, emit.c writes the C.  All stop at the first fault with "file.html:12:
   message". */
#ifndef COMPILE_H
#define COMPILE_H

#include "base/arena.h"
#include "base/buffer.h"

enum { MOST_OPEN = 200, MOST_ATTRIBUTES = 100, MOST_BLOCKS = 50, MOST_PARAMETERS = 10 };

/* Where in the HTML the reading stands. */
enum place {
    IN_CONTENT,
    AFTER_LESS,     /* < */
    IN_TAG_NAME,    /* <in */
    IN_END_TAG,     /* </di */
    BEHIND_NAME,    /* within a tag, white space needed before an attribute */
    IN_TAG,         /* within a tag, behind white space */
    IN_ATTRIBUTE,   /* its name */
    BEHIND_EQUALS,  /* name= */
    IN_VALUE,       /* name="… */
    BEHIND_SLASH,   /* <br / */
    IN_RAW,         /* within script and style */
    IN_DECLARATION, /* <!… */
    IN_COMMENT,
    PLACE_COUNT
};

/* What stands in a URL attribute so far. */
enum address { ADDRESS_EMPTY, ADDRESS_LITERAL, ADDRESS_WHOLE, ADDRESS_PART, ADDRESS_UNKNOWN };

/* What a place does with a value. */
enum context { FOR_CONTENT, FOR_PLAIN, FOR_FIELD, FOR_LINK, FOR_LINK_PART, FOR_LINK_FIRST, FOR_LINK_ADDRESS };

struct element {
    struct text name;
    int line;
    bool foreign;      /* in svg or math */
    bool preserved;    /* white space is kept */
    bool untranslated; /* translate="no" */
};

struct attribute {
    struct text name;
    bool hidden; /* of another branch */
};

struct markup {
    enum place place;
    struct element open[MOST_OPEN];
    size_t depth;
    struct attribute attributes[MOST_ATTRIBUTES];
    size_t attribute_count;
    struct text tag; /* of the tag being read */
    int tag_line;
    struct text attribute; /* of the value being read */
    struct buffer word;    /* name, or the literal part of a value, being read */
    char quote;
    enum address address;
    bool tag_untranslated, tag_dynamic;
    bool space_written; /* in a tag: the space before the next attribute */
    bool behind_space;  /* in content: the last byte was white space */
    bool in_entity;
    size_t entity_length;
};

enum block_kind { BLOCK_IF, BLOCK_FOR, BLOCK_WRAP };

struct block {
    enum block_kind kind;
    int line;
    bool had_else;
    enum place place; /* at its start: IN_CONTENT, IN_TAG, BEHIND_NAME or IN_VALUE */
    bool needs_space; /* some branch ended where white space must follow */
    size_t depth, attribute_count, word_length;
    enum address address, address_after;
    bool address_any;            /* some branch ended */
    struct text name, arguments; /* of what wraps */
};

struct compiler {
    struct arena *arena;
    const char *file; /* as said in messages and #line */
    struct text source;
    size_t at;
    int line;
    int directive_line;

    struct text name, parameters; /* of the template */
    struct text parameter_names[MOST_PARAMETERS];
    size_t parameter_count;
    bool wraps, body_seen, started, function_open;
    int head_line;

    struct markup markup;
    struct block blocks[MOST_BLOCKS];
    size_t block_count;

    struct buffer code;
    int code_line; /* the line of the source the next line of C stands for */
    struct buffer literal;
    int literal_line;
    struct text note; /* for the translators, before the next message */
};

/* main.c: says what is wrong and ends the program. */
_Noreturn void fault_at(const struct compiler *compiler, int line, const char *format, ...) PRINTF_LIKE(3, 4);
#define fault(compiler, ...) fault_at((compiler), (compiler)->line, __VA_ARGS__)

/* compile.c: compiler->source to compiler->code. */
void compile_page(struct compiler *compiler);

/* emit.c: one line of C, which stands for `line` of the source. */
void emit(struct compiler *compiler, int line, const char *format, ...) PRINTF_LIKE(3, 4);
void emit_literal(struct compiler *compiler, char byte); /* one byte of the page */
void emit_flush(struct compiler *compiler);              /* before any other statement */
void emit_start(struct compiler *compiler);
void emit_function(struct compiler *compiler, int line, const char *suffix);
/* The note to the translators as a C comment on the line of its message, or nothing. */
struct text emit_message_note(struct compiler *compiler);

/* markup.c */
void markup_feed(struct compiler *compiler, char byte);
void markup_finish(struct compiler *compiler);
/* Before a directive that writes a value here; faults where none may stand. */
enum context markup_value(struct compiler *compiler, const char *what);
void markup_value_done(struct compiler *compiler);
/* Before if, for, let; gives the place as one of the four at which a block may start. */
enum place markup_settle(struct compiler *compiler);
void markup_block_start(struct compiler *compiler, struct block *block);
void markup_branch_end(struct compiler *compiler, struct block *block, bool last);
void markup_component(struct compiler *compiler, const char *what); /* before include, wrap, body */
bool markup_is_name(struct text text);

/* expression.c */
struct text expression_check(struct compiler *compiler, struct text expression); /* trimmed */
void expression_put(struct compiler *compiler, struct text inner);               /* {{ inner }} */
/* "expr | filter" as a C expression of type struct text. */
struct text expression_as_text(struct compiler *compiler, struct text inner);
/* Position of the first `byte` outside of parentheses and quotes, or -1. */
ptrdiff_t expression_find(struct text text, char byte);
/* Length of the C string literal that the text starts with, quotes included; 0 when it starts with none. */
size_t expression_string(struct text text);

/* directive.c */
void directive_read(struct compiler *compiler, struct text inner); /* {% inner %} */
void directives_finish(struct compiler *compiler);

#endif
