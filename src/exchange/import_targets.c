/* What columns may be taken for, and which heading speaks of what. */
#include "exchange/import_mapping.h"
#include "exchange/label.h"
#include "record/form.h"

/* Headings that missions use beside the labels of our fields, as label_form() writes them.  Ours to add to: each is a
   guess that a person confirms. */
static const struct {
    const char *name, *headings;
} HEADINGS[] = {
    {"family_name", "nom|nom de famille|noms|last name|surname|name|الاسم العايلي|اللقب|النسب"},
    {"given_names", "prenom|prenoms|first name|firstname|given name|الاسم الشخصي|الاسم"},
    {"birth", "date naissance|naissance|ne le|nee le|ne e le|ddn|dob|birthdate|birth date|birthday|تاريخ الازدياد|"
              "تاريخ الميلاد"},
    {"sex", "sexe|genre|gender|الجنس"},
    {"nationality", "nationalite|pays|pays d origine|country of origin|الجنسيه|البلد"},
    {"telephone", "tel|telephone|gsm|portable|mobile|phone|n tel|numero de telephone|الهاتف|رقم الهاتف"},
    {"email", "mail|e mail|courriel|adresse mail|email|البريد الالكتروني"},
    {"address", "adresse|address|العنوان"},
    {"consent_on", "consentement|date de consentement|date du consentement|consent|consent date|تاريخ الموافقه"},
    {"reference", "ref|reference|id|identifiant|code|n dossier|numero de dossier|no|المرجع|رقم الملف"},
    {"person", "personne|beneficiaire|migrant|person|beneficiary|الشخص|المستفيد"},
    {"case", "dossier|cas|case|الملف"},
    {"received_on", "date de demande|date de reception|date d ouverture|date|request date|تاريخ الطلب"},
    {"country_of_return", "pays de retour|destination|country of return|بلد العوده"},
    {"amount", "montant|somme|amount|المبلغ"},
    {"amount.currency", "devise|monnaie|currency|العمله"},
    {"budget_line", "ligne|ligne budgetaire|budget line"},
    {"paid_on", "date de paiement|paye le|paid on|payment date|تاريخ الاداء"},
    {"stage", "etape|etape du dossier|stage|step|المرحله"},
    {"departed_on", "date de depart|depart|departure date|departure|تاريخ المغادره"},
    {"arrived_on", "date d arrivee|arrivee|arrival date|arrival|تاريخ الوصول"},
    {"ended_on", "date de cloture|cloture|closing date|تاريخ الاغلاق"},
    {"receipt", "recu|numero de recu|receipt|رقم الوصل"},
    {IMPORT_ROW_NUMBER, "numero|number|numero sanad|الرقم"}, /* as our own exports head it */
};

static bool is_left_out(const struct import_kind *kind, const struct field *field)
{
    if ((field->flags & (FIELD_COMPUTED | FIELD_HIDDEN)) != 0 || (field->kind == FIELD_LINK && kind->link == NULL))
        return true;
    for (size_t i = 0; kind->left_out != NULL && kind->left_out[i] != NULL; i++)
        if (text_is(text_from(field->name), kind->left_out[i]))
            return true;
    return false;
}

/* A row that does not exist yet, where this actor would make one. */
static struct field_set fillable(struct work *work, const struct import_kind *kind)
{
    void *row = record_new(work->arena, kind->record);
    struct record_head *head = record_head(row);
    head->organisation = work->actor->organisation;
    head->office = work->actor->office;
    head->assigned = work->actor->user;
    return record_writable(work, kind->record, row);
}

/* With its section, where it has one: two fields may have one label. */
static struct text label_of(struct work *work, const struct field *field)
{
    const struct text both[] = {text_from(tr(work->language, field->label)),
                                field->section == NULL ? TEXT_NONE : text_from(tr(work->language, field->section))};
    return field->section == NULL ? both[0] : tr_with(work->arena, work->language, N_("{1} ({2})"), both, 2);
}

static void add_field_targets(struct work *work, const struct import_kind *kind, struct import_target *targets,
                              size_t *count)
{
    struct field_set fields = fillable(work, kind);
    for (size_t i = 0; i < kind->record->field_count; i++) {
        const struct field *field = &kind->record->fields[i];
        if (is_left_out(kind, field) || !field_set_has(&fields, i))
            continue;
        struct text label = label_of(work, field);
        targets[(*count)++] = (struct import_target){.part = TARGET_FIELD,
                                                     .name = text_from(field->name),
                                                     .label = label,
                                                     .help = field->help,
                                                     .field = field,
                                                     .required = (field->flags & FIELD_REQUIRED) != 0};
        if (field->kind == FIELD_MONEY)
            targets[(*count)++] =
                (struct import_target){.part = TARGET_CURRENCY,
                                       .name = arena_format(work->arena, "%s.currency", field->name),
                                       .label = tr_with(work->arena, work->language, N_("{1}: currency"), &label, 1),
                                       .field = field};
    }
}

const struct import_target *import_targets(struct work *work, const struct import_kind *kind, size_t *ret_count)
{
    struct import_target *targets =
        arena_array(work->arena, struct import_target, 2 * kind->record->field_count + kind->extra_count + 3);
    size_t count = 0;
    for (size_t i = 0; i < kind->extra_count; i++)
        targets[count++] = (struct import_target){.part = TARGET_EXTRA,
                                                  .name = text_from(kind->extras[i].name),
                                                  .label = text_from(tr(work->language, kind->extras[i].label)),
                                                  .help = kind->extras[i].help,
                                                  .extra = i,
                                                  .required = kind->extras[i].required,
                                                  .day = kind->extras[i].kind == IMPORT_DATE};
    add_field_targets(work, kind, targets, &count);
    targets[count++] = (struct import_target){
        .part = TARGET_REFERENCE,
        .name = TEXT("reference"),
        .label = text_from(tr(work->language, N_("Reference of the line in the file"))),
        .help = N_("What stays the same when the file is sent again: a line whose reference was imported is not "
                   "imported twice, and other files may name its row by it.")};
    if (kind->changes)
        targets[count++] = (struct import_target){
            .part = TARGET_NUMBER,
            .name = TEXT(IMPORT_ROW_NUMBER),
            .label = text_from(tr(work->language, N_("Number of the row that the line changes"))),
            .help = N_("As it stands on our pages and in our exports. A line with a number changes that row, a line "
                       "without one makes a new row. Empty cells change nothing.")};
    *ret_count = count;
    return targets;
}

const struct import_target *import_target_named(const struct import_target *targets, size_t count, struct text name)
{
    for (size_t i = 0; i < count && name.length > 0; i++)
        if (text_equal(targets[i].name, name))
            return &targets[i];
    return NULL;
}

/* ---- guesses ---- */

static bool is_listed(struct text headings, struct text form)
{
    struct text heading;
    while (text_split(&headings, '|', &heading))
        if (text_equal(heading, form))
            return true;
    return false;
}

/* The message behind a target's label, for the other languages. */
static const char *message_of(const struct import_kind *kind, const struct import_target *target)
{
    if (target->part == TARGET_EXTRA)
        return kind->extras[target->extra].label;
    return target->part == TARGET_FIELD ? target->field->label : NULL;
}

static bool is_called(struct arena *arena, const struct import_kind *kind, const struct import_target *target,
                      struct text form)
{
    const char *message = message_of(kind, target);
    if (text_equal(label_form(arena, target->name), form) || text_equal(label_form(arena, target->label), form))
        return true;
    for (size_t i = 0; message != NULL && i < LANGUAGE_COUNT; i++)
        if (text_equal(label_form(arena, text_from(tr(language_at(i), message))), form))
            return true;
    return false;
}

static bool is_known_heading(const struct import_target *target, struct text form)
{
    for (size_t i = 0; i < sizeof HEADINGS / sizeof *HEADINGS; i++)
        if (text_is(target->name, HEADINGS[i].name) && is_listed(text_from(HEADINGS[i].headings), form))
            return true;
    return false;
}

static enum day_order guess_order(const struct column_facts *facts)
{
    if (facts->day_first > 0 && facts->month_first == 0)
        return ORDER_DAY_FIRST;
    return facts->month_first > 0 && facts->day_first == 0 ? ORDER_MONTH_FIRST : ORDER_OPEN;
}

static enum decimal_mark guess_mark(const struct column_facts *facts)
{
    if (facts->commas > 0 && facts->points == 0)
        return MARK_COMMA;
    return facts->points > 0 && facts->commas == 0 ? MARK_POINT : MARK_OPEN;
}

void import_mapping_guess(struct work *work, const struct import_kind *kind, const struct file_facts *facts,
                          struct import_mapping *ret_mapping)
{
    size_t target_count;
    const struct import_target *targets = import_targets(work, kind, &target_count);
    bool *taken = arena_array(work->arena, bool, target_count);
    struct column_choice *columns = arena_array(work->arena, struct column_choice, facts->column_count + 1);
    for (int round = 0; round < 2; round++) /* what missions write first: our labels may be another field's by chance */
        for (size_t i = 0; i < facts->column_count; i++) {
            struct text form = label_form(work->arena, facts->columns[i].label);
            for (size_t t = 0; t < target_count && columns[i].to.length == 0 && form.length > 0; t++)
                if (!taken[t] && (round == 1 ? is_called(work->arena, kind, &targets[t], form)
                                             : is_known_heading(&targets[t], form))) {
                    columns[i].to = targets[t].name;
                    taken[t] = true;
                }
        }
    for (size_t i = 0; i < facts->column_count; i++) {
        columns[i].order = guess_order(&facts->columns[i]);
        columns[i].mark = guess_mark(&facts->columns[i]);
    }
    *ret_mapping = (struct import_mapping){columns, facts->column_count};
}
