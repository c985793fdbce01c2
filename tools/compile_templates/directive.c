/* What stands between {% and %}: one function for each word. */
#include <string.h>

#include "compile.h"

enum { MOST_ARGUMENTS = 3 };

static struct block *block_push(struct compiler *compiler, enum block_kind kind)
{
    if (compiler->block_count == MOST_BLOCKS)
        fault(compiler, "too many blocks within each other");
    struct block *block = &compiler->blocks[compiler->block_count];
    *block = (struct block){.kind = kind, .line = compiler->line};
    markup_block_start(compiler, block);
    compiler->block_count++;
    emit_flush(compiler);
    return block;
}

static struct block *block_top(struct compiler *compiler, const char *word)
{
    if (compiler->block_count == 0)
        fault(compiler, "{%% %s %%} belongs to no block", word);
    return &compiler->blocks[compiler->block_count - 1];
}

/* Takes a name off the front of *rest. */
static struct text name_take(struct text *rest)
{
    *rest = text_trim(*rest);
    size_t length = 0;
    while (length < rest->length && markup_is_name(text_slice(*rest, 0, length + 1)))
        length++;
    struct text name = text_slice(*rest, 0, length);
    *rest = text_trim(text_slice(*rest, length, rest->length));
    return name;
}

static bool word_take(struct text *rest, const char *word)
{
    struct text after = *rest;
    if (!text_is(name_take(&after), word))
        return false;
    *rest = after;
    return true;
}

/* "name(arguments)" and nothing more. */
static void call_read(struct compiler *compiler, struct text rest, struct text *ret_name, struct text *ret_arguments)
{
    *ret_name = name_take(&rest);
    if (text_is_empty(*ret_name) || !text_starts_with(rest, TEXT("(")) || !text_ends_with(rest, TEXT(")")))
        fault(compiler, "write name(arguments)");
    *ret_arguments = text_trim(text_slice(rest, 1, rest.length - 1));
}

/* ---- The head of a page ---- */

static void parameter_read(struct compiler *compiler, struct text parameter, bool last)
{
    parameter = text_trim(parameter);
    if (last && text_is(parameter, "body")) {
        compiler->wraps = true;
        return;
    }
    size_t start = parameter.length;
    while (start > 0 && markup_is_name(text_slice(parameter, start - 1, parameter.length)))
        start--;
    while (start < parameter.length && !markup_is_name(text_slice(parameter, start, parameter.length)))
        start++;
    if (start == 0 || start == parameter.length || compiler->parameter_count == MOST_PARAMETERS)
        fault(compiler, "a parameter is a C type and a name");
    compiler->parameter_names[compiler->parameter_count++] = text_slice(parameter, start, parameter.length);
    if (compiler->parameters.length > 0)
        compiler->parameters = arena_join(compiler->arena, compiler->parameters, TEXT(", "));
    compiler->parameters = arena_join(compiler->arena, compiler->parameters, parameter);
}

static struct text stem_of(const char *file)
{
    const char *slash = strrchr(file, '/');
    struct text stem = text_from(slash == NULL ? file : slash + 1);
    return text_ends_with(stem, TEXT(".html")) ? text_slice(stem, 0, stem.length - strlen(".html")) : stem;
}

static void read_template(struct compiler *compiler, struct text rest)
{
    struct text parameters;
    if (compiler->started)
        fault(compiler, "one page is one template");
    call_read(compiler, rest, &compiler->name, &parameters);
    if (!text_equal(compiler->name, stem_of(compiler->file)))
        fault(compiler, "the page %.*s must stand in %.*s.html", TEXT_ARG(compiler->name), TEXT_ARG(compiler->name));
    if (text_is_empty(parameters))
        parameters = TEXT_NONE;
    for (struct text parameter; text_split(&parameters, ',', &parameter);)
        parameter_read(compiler, parameter, parameters.at == NULL);
    compiler->started = true;
    compiler->head_line = compiler->line;
}

static void read_use(struct compiler *compiler, struct text rest)
{
    if (compiler->function_open || compiler->literal.length > 0 || compiler->markup.place != IN_CONTENT)
        fault(compiler, "{%% use %%} stands behind {%% template %%}");
    size_t length = expression_string(rest);
    if (length < 3 || length != rest.length)
        fault(compiler, "write {%% use \"folder/file.h\" %%}");
    emit(compiler, compiler->line, "#include %.*s", TEXT_ARG(rest));
}

/* ---- Blocks ---- */

static void read_if(struct compiler *compiler, struct text rest)
{
    struct text condition = expression_check(compiler, rest);
    (void)block_push(compiler, BLOCK_IF);
    emit(compiler, compiler->line, "if (%.*s) {", TEXT_ARG(condition));
}

static void branch(struct compiler *compiler, const char *word)
{
    struct block *block = block_top(compiler, word);
    if (block->kind != BLOCK_IF || block->had_else)
        fault(compiler, "{%% %s %%} belongs to no {%% if %%}", word);
    markup_branch_end(compiler, block, false);
    emit_flush(compiler);
}

static void read_elif(struct compiler *compiler, struct text rest)
{
    struct text condition = expression_check(compiler, rest);
    branch(compiler, "elif");
    emit(compiler, compiler->line, "} else if (%.*s) {", TEXT_ARG(condition));
}

static void nothing_more(struct compiler *compiler, struct text rest)
{
    if (!text_is_empty(rest))
        fault(compiler, "nothing may follow here: %.*s", TEXT_ARG(rest));
}

static void read_else(struct compiler *compiler, struct text rest)
{
    nothing_more(compiler, rest);
    branch(compiler, "else");
    block_top(compiler, "else")->had_else = true;
    emit(compiler, compiler->line, "} else {");
}

/* Splits "array count number" at the last " count " outside of parentheses. */
static bool keyword_split(struct text text, const char *word, struct text *ret_before, struct text *ret_after)
{
    size_t length = strlen(word);
    for (size_t i = text.length; i-- > length + 1;) {
        struct text after = text_slice(text, i, text.length);
        struct text before = text_slice(text, 0, i - length);
        if (after.at[0] == ' ' && text_ends_with(text_slice(text, 0, i), text_from(word)) &&
            text_ends_with(before, TEXT(" "))) {
            *ret_before = text_trim(before);
            *ret_after = text_trim(after);
            return true;
        }
    }
    return false;
}

static void read_for(struct compiler *compiler, struct text rest)
{
    struct text item = name_take(&rest);
    struct text from;
    struct text by;
    if (text_is_empty(item) || !word_take(&rest, "in"))
        fault(compiler, "write {%% for item in array count number %%} or {%% for item in first by next %%}");
    bool counted = keyword_split(rest, "count", &from, &by);
    if (!counted && !keyword_split(rest, "by", &from, &by))
        fault(compiler, "write {%% for item in array count number %%} or {%% for item in first by next %%}");
    from = expression_check(compiler, from);
    by = expression_check(compiler, by);
    (void)block_push(compiler, BLOCK_FOR);
    int line = compiler->line;
    if (counted) {
        emit(compiler, line, "for (size_t %.*s_index = 0; %.*s_index < (size_t)(%.*s); %.*s_index++) {", TEXT_ARG(item),
             TEXT_ARG(item), TEXT_ARG(by), TEXT_ARG(item));
        emit(compiler, line, "const __auto_type %.*s = &(%.*s)[%.*s_index];", TEXT_ARG(item), TEXT_ARG(from),
             TEXT_ARG(item));
        emit(compiler, line, "(void)%.*s;", TEXT_ARG(item));
        return;
    }
    if (!markup_is_name(by))
        fault(compiler, "behind by stands the name of the member that leads on");
    emit(compiler, line, "for (__typeof__(&*(%.*s)) %.*s = %.*s; %.*s != NULL; %.*s = %.*s->%.*s) {", TEXT_ARG(from),
         TEXT_ARG(item), TEXT_ARG(from), TEXT_ARG(item), TEXT_ARG(item), TEXT_ARG(item), TEXT_ARG(by));
}

static void read_end(struct compiler *compiler, struct text rest)
{
    nothing_more(compiler, rest);
    struct block *block = block_top(compiler, "end");
    markup_branch_end(compiler, block, true);
    emit_flush(compiler);
    compiler->block_count--;
    if (block->kind != BLOCK_WRAP) {
        emit(compiler, compiler->line, "}");
        return;
    }
    const char *comma = text_is_empty(block->arguments) ? "" : ", ";
    emit(compiler, compiler->line, "%.*s_page_end(out%s%.*s);", TEXT_ARG(block->name), comma,
         TEXT_ARG(block->arguments));
}

static void read_let(struct compiler *compiler, struct text rest)
{
    struct text name = name_take(&rest);
    if (text_is_empty(name) || !text_starts_with(rest, TEXT("=")))
        fault(compiler, "write {%% let name = expression %%}");
    struct text value = expression_check(compiler, text_slice(rest, 1, rest.length));
    if (markup_settle(compiler) != IN_CONTENT)
        fault(compiler, "{%% let %%} stands only between elements");
    emit_flush(compiler);
    emit(compiler, compiler->line, "const __auto_type %.*s = %.*s;", TEXT_ARG(name), TEXT_ARG(value));
}

/* ---- Other pages ---- */

static struct text arguments_check(struct compiler *compiler, struct text arguments)
{
    return text_is_empty(arguments) ? TEXT_NONE : expression_check(compiler, arguments);
}

static void read_include(struct compiler *compiler, struct text rest)
{
    struct text name;
    struct text arguments;
    call_read(compiler, rest, &name, &arguments);
    arguments = arguments_check(compiler, arguments);
    markup_component(compiler, "{% include %}");
    emit_flush(compiler);
    emit(compiler, compiler->line, "%.*s_page(out%s%.*s);", TEXT_ARG(name), text_is_empty(arguments) ? "" : ", ",
         TEXT_ARG(arguments));
    markup_value_done(compiler);
}

static void read_wrap(struct compiler *compiler, struct text rest)
{
    struct text name;
    struct text arguments;
    call_read(compiler, rest, &name, &arguments);
    arguments = arguments_check(compiler, arguments);
    markup_component(compiler, "{% wrap %}");
    struct block *block = block_push(compiler, BLOCK_WRAP);
    block->name = name;
    block->arguments = arguments;
    emit(compiler, compiler->line, "%.*s_page_begin(out%s%.*s);", TEXT_ARG(name), text_is_empty(arguments) ? "" : ", ",
         TEXT_ARG(arguments));
}

/* The page is cut in two functions here: what comes before the content that it wraps, and what comes after. */
static void read_body(struct compiler *compiler, struct text rest)
{
    nothing_more(compiler, rest);
    if (!compiler->wraps || compiler->body_seen)
        fault(compiler, compiler->wraps ? "a second {%% body %%}" : "say body as the last parameter of the template");
    for (size_t i = 0; i < compiler->block_count; i++)
        if (compiler->blocks[i].kind != BLOCK_WRAP)
            fault(compiler, "{%% body %%} may not stand in the block of line %d", compiler->blocks[i].line);
    markup_component(compiler, "{% body %}");
    emit_flush(compiler);
    emit(compiler, compiler->line, "}");
    compiler->body_seen = true;
    emit_function(compiler, compiler->line, "_end");
    markup_value_done(compiler);
}

/* ---- Messages ---- */

/* The message's literal, quotes included, off the front of *rest. */
static struct text message_take(struct compiler *compiler, struct text *rest)
{
    size_t length = expression_string(*rest);
    struct text message = text_slice(*rest, 0, length);
    if (length < 3)
        fault(compiler, "write the message in double quotes");
    if (message.at[1] == ' ' || message.at[length - 2] == ' ')
        fault(compiler, "a message neither begins nor ends with a space");
    if (text_find_byte(message, '<') >= 0)
        fault(compiler, "no markup in a message");
    *rest = text_trim(text_slice(*rest, length, rest->length));
    return message;
}

/* How many arguments a message asks for: its largest {n}. */
static size_t placeholders_in(struct compiler *compiler, struct text message)
{
    size_t most = 0;
    for (size_t i = 0; i + 2 < message.length; i++) {
        if (message.at[i] != '{')
            continue;
        size_t number = (size_t)(message.at[i + 1] - '0');
        if (message.at[i + 2] != '}' || number < 1 || number > MOST_ARGUMENTS)
            fault(compiler, "a message knows {1}, {2} and {3}");
        most = number > most ? number : most;
    }
    return most;
}

/* "a, b | date" as a C array of texts and its length. */
static struct text arguments_read(struct compiler *compiler, struct text rest, size_t wanted)
{
    struct text list = TEXT_NONE;
    size_t count = 0;
    for (rest = text_trim(rest); rest.length > 0; count++) {
        ptrdiff_t comma = expression_find(rest, ',');
        size_t end = comma < 0 ? rest.length : (size_t)comma;
        struct text argument = expression_as_text(compiler, text_slice(rest, 0, end));
        list = count == 0 ? argument : arena_format(compiler->arena, "%.*s, %.*s", TEXT_ARG(list), TEXT_ARG(argument));
        rest = text_trim(text_slice(rest, end + 1, rest.length));
        if (comma >= 0 && rest.length == 0)
            fault(compiler, "an expression is missing");
    }
    if (count != wanted)
        fault(compiler, "the message asks for %zu arguments, %zu are given", wanted, count);
    if (count == 0)
        return TEXT("NULL, 0");
    return arena_format(compiler->arena, "(const struct text[]){%.*s}, %zu", TEXT_ARG(list), count);
}

static const char *message_place(struct compiler *compiler)
{
    enum context context = markup_value(compiler, "{% msg %}");
    if (context >= FOR_LINK)
        fault(compiler, "a message makes no address");
    return context == FOR_CONTENT ? "" : "attribute_";
}

static void message_emit(struct compiler *compiler, struct text code)
{
    emit_flush(compiler);
    struct text note = emit_message_note(compiler);
    emit(compiler, compiler->line, "%.*s%.*s;", TEXT_ARG(note), TEXT_ARG(code));
    markup_value_done(compiler);
}

static void read_msg(struct compiler *compiler, struct text rest)
{
    const char *place = message_place(compiler);
    struct text message = message_take(compiler, &rest);
    struct text arguments = arguments_read(compiler, rest, placeholders_in(compiler, message));
    message_emit(compiler, arena_format(compiler->arena, "put_%smessage(out, %.*s, %.*s)", place, TEXT_ARG(message),
                                        TEXT_ARG(arguments)));
}

static void read_msg_in(struct compiler *compiler, struct text rest)
{
    const char *place = message_place(compiler);
    struct text context = message_take(compiler, &rest);
    struct text message = message_take(compiler, &rest);
    nothing_more(compiler, rest);
    message_emit(compiler, arena_format(compiler->arena, "put_%smessage_in(out, %.*s, %.*s)", place, TEXT_ARG(context),
                                        TEXT_ARG(message)));
}

static void read_msg_count(struct compiler *compiler, struct text rest)
{
    const char *place = message_place(compiler);
    struct text one = message_take(compiler, &rest);
    struct text many = message_take(compiler, &rest);
    ptrdiff_t comma = expression_find(rest, ',');
    size_t end = comma < 0 ? rest.length : (size_t)comma;
    struct text count = expression_check(compiler, text_slice(rest, 0, end));
    size_t wanted = placeholders_in(compiler, many);
    if (wanted == 0 || placeholders_in(compiler, one) > wanted)
        fault(compiler, "the message for many must show its count as {1}");
    struct text arguments = arguments_read(compiler, text_slice(rest, end + 1, rest.length), wanted - 1);
    message_emit(compiler, arena_format(compiler->arena, "put_%smessage_count(out, %.*s, %.*s, (int64_t)(%.*s), %.*s)",
                                        place, TEXT_ARG(one), TEXT_ARG(many), TEXT_ARG(count), TEXT_ARG(arguments)));
}

/* ---- All of them ---- */

static const struct directive {
    const char *word;
    void (*read)(struct compiler *compiler, struct text rest);
} DIRECTIVES[] = {
    {"template", read_template},
    {"use", read_use},
    {"if", read_if},
    {"elif", read_elif},
    {"else", read_else},
    {"for", read_for},
    {"end", read_end},
    {"let", read_let},
    {"include", read_include},
    {"wrap", read_wrap},
    {"body", read_body},
    {"msg", read_msg},
    {"msg_in", read_msg_in},
    {"msg_count", read_msg_count},
};

void directive_read(struct compiler *compiler, struct text inner)
{
    struct text rest = inner;
    struct text word = name_take(&rest);
    for (size_t i = 0; i < sizeof DIRECTIVES / sizeof *DIRECTIVES; i++) {
        if (!text_is(word, DIRECTIVES[i].word))
            continue;
        if (!compiler->started && DIRECTIVES[i].read != read_template)
            fault(compiler, "a page begins with {%% template name(parameters) %%}");
        DIRECTIVES[i].read(compiler, rest);
        return;
    }
    fault(compiler, "no directive is named \"%.*s\"", TEXT_ARG(word));
}

void directives_finish(struct compiler *compiler)
{
    if (compiler->block_count > 0)
        fault(compiler, "the block of line %d is not closed", compiler->blocks[compiler->block_count - 1].line);
    if (compiler->wraps && !compiler->body_seen)
        fault(compiler, "{%% body %%} is missing");
    emit_flush(compiler);
    emit(compiler, compiler->line, "}");
}
