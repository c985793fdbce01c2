#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "database/failing.h"
#include "database/migrate.h"
#include "database/tests/scratch.h"
#include "ledger/ledger.h"
#include "system/clock.h"
#include "system/random.h"

static const struct identifier ORGANISATION = {{1}};
static const struct identifier ITEM = {{2, 2}};

/* A donor, one budget line of its grant and what is spent on it, in Norwegian crowns. */
struct books {
    struct scratch scratch;
    struct work work;
    struct identifier donor, line, spending;
};

static struct money nok(int64_t minor) { return (struct money){minor, "NOK"}; }

static struct identifier open_account(struct work *work, enum ledger_kind kind, bool limited, const char *currency)
{
    struct ledger_account account = {.organisation = ORGANISATION, .kind = kind, .limited = limited};
    memcpy(account.currency, currency, 3);
    assert_int_equal(ledger_open_account(work, &account), OK);
    return account.id;
}

static struct ledger_transfer order_of(struct identifier debit, struct identifier credit, struct money amount)
{
    return (struct ledger_transfer){.id = identifier_new(),
                                    .debit = debit,
                                    .credit = credit,
                                    .amount = amount,
                                    .record = TEXT("return_item"),
                                    .subject = ITEM};
}

static void fund(struct books *books, int64_t minor)
{
    const struct ledger_transfer order = order_of(books->donor, books->line, nok(minor));
    assert_int_equal(ledger_fund(&books->work, &order), OK);
}

static enum outcome commit(struct books *books, int64_t minor, struct identifier *ret_id)
{
    const struct ledger_transfer order = order_of(books->line, books->spending, nok(minor));
    *ret_id = order.id;
    return ledger_commit(&books->work, &order);
}

static enum outcome post(struct books *books, struct identifier pending, int64_t minor)
{
    return ledger_post(&books->work, identifier_new(), pending, nok(minor), TEXT_NONE);
}

static size_t faults(struct work *work)
{
    size_t count = 99;
    assert_int_equal(ledger_verify(work, NULL, NULL, &count), OK);
    return count;
}

#define EXPECT_FIGURES(books, funded_, committed_, paid_)                        \
    do {                                                                         \
        struct ledger_figures f;                                                 \
        assert_int_equal(ledger_figures(&(books)->work, (books)->line, &f), OK); \
        assert_int_equal(f.funded, funded_);                                     \
        assert_int_equal(f.committed, committed_);                               \
        assert_int_equal(f.paid, paid_);                                         \
        assert_int_equal(f.available, (funded_) - (committed_) - (paid_));       \
        assert_int_equal(faults(&(books)->work), 0);                             \
    } while (0)

static const char *last_code(const struct books *books)
{
    return books->work.problems.last == NULL ? "" : books->work.problems.last->code;
}

static int open_books(void **state)
{
    static struct books books;
    books = (struct books){.scratch = scratch_open()};
    books.work.arena = books.scratch.arena;
    books.work.now = 19000 * DAY_MICROSECONDS;
    books.work.problems = problems_open(books.scratch.arena);
    assert_int_equal(db_open(books.scratch.address, false, &books.work.db), OK);
    assert_int_equal(migrate(books.work.db, migrations, migration_count), OK);
    books.donor = open_account(&books.work, LEDGER_DONOR, false, "NOK");
    books.line = open_account(&books.work, LEDGER_BUDGET_LINE, true, "NOK");
    books.spending = open_account(&books.work, LEDGER_SPENDING, false, "NOK");
    *state = &books;
    return 0;
}

static int close_books(void **state)
{
    struct books *books = *state;
    books->work.db = db_close(books->work.db);
    scratch_close(&books->scratch);
    return 0;
}

static void committed_paid_and_released(void **state)
{
    struct books *books = *state;
    struct identifier first;
    struct identifier second;
    fund(books, 100000);
    assert_int_equal(commit(books, 60000, &first), OK);
    EXPECT_FIGURES(books, 100000, 60000, 0);
    assert_int_equal(commit(books, 40000, &second), OK);
    EXPECT_FIGURES(books, 100000, 100000, 0);
    assert_int_equal(post(books, first, 45000), OK); /* the rest comes back */
    EXPECT_FIGURES(books, 100000, 40000, 45000);
    assert_int_equal(ledger_void(&books->work, identifier_new(), second, TEXT_NONE), OK);
    EXPECT_FIGURES(books, 100000, 0, 45000);
    struct ledger_account spending;
    assert_int_equal(ledger_balance(&books->work, books->spending, &spending), OK);
    assert_int_equal(spending.credits_posted, 45000);
    assert_int_equal(spending.credits_pending, 0);
}

static void never_beyond_the_line(void **state)
{
    struct books *books = *state;
    struct identifier id;
    assert_int_equal(commit(books, 1, &id), CONFLICT); /* nothing was funded */
    fund(books, 10000);
    assert_int_equal(commit(books, 10001, &id), CONFLICT);
    assert_int_equal(commit(books, 6000, &id), OK);
    assert_int_equal(commit(books, 4001, &id), CONFLICT);
    assert_string_equal(last_code(books), "budget_exceeded");
    assert_true(text_is(books->work.problems.last->arguments[0], "40.00"));
    assert_true(text_is(books->work.problems.last->arguments[1], "NOK"));
    const struct ledger_transfer back = order_of(books->line, books->donor, nok(4001));
    assert_int_equal(ledger_fund(&books->work, &back), CONFLICT); /* nor can the donor take it back */
    assert_int_equal(commit(books, 4000, &id), OK);
    EXPECT_FIGURES(books, 10000, 10000, 0);
}

/* Two officers, two connections, one last amount. */
static void two_officers_and_the_last_amount(void **state)
{
    struct books *books = *state;
    struct books other = *books;
    struct db_transaction transaction;
    struct identifier id;
    fund(books, 10000);
    assert_int_equal(db_open(books->scratch.address, false, &other.work.db), OK);
    assert_int_equal(db_transaction_begin(books->work.db, true, &transaction), OK);
    assert_int_equal(commit(books, 10000, &id), OK);
    other.work.db->deadline = clock_ticks() + 300000;
    assert_int_equal(commit(&other, 10000, &id), UNAVAILABLE); /* not yet decided */
    other.work.db->deadline = 0;
    assert_int_equal(db_transaction_commit(&transaction), OK);
    assert_int_equal(commit(&other, 10000, &id), CONFLICT);
    other.work.db = db_close(other.work.db);
    EXPECT_FIGURES(books, 10000, 10000, 0);
}

/* In a batch, as the writing worker runs it: the second request is refused, the batch goes on. */
static void refusal_leaves_the_batch_whole(void **state)
{
    struct books *books = *state;
    struct db_transaction batch;
    struct identifier id;
    fund(books, 10000);
    assert_int_equal(db_transaction_begin(books->work.db, true, &batch), OK);
    assert_int_equal(commit(books, 7000, &id), OK);
    assert_int_equal(commit(books, 7000, &id), CONFLICT);
    assert_int_equal(commit(books, 3000, &id), OK);
    assert_int_equal(post(books, id, 3001), INVALID);
    assert_int_equal(post(books, id, 3000), OK);
    assert_int_equal(post(books, id, 3000), CONFLICT);
    assert_int_equal(db_transaction_commit(&batch), OK);
    EXPECT_FIGURES(books, 10000, 7000, 3000);
}

static void what_makes_no_sense_is_refused(void **state)
{
    struct books *books = *state;
    struct identifier id;
    struct identifier dirhams = open_account(&books->work, LEDGER_SPENDING, false, "MAD");
    struct identifier nowhere = identifier_new();
    fund(books, 10000);
    assert_int_equal(commit(books, 0, &id), INVALID);
    assert_int_equal(commit(books, -1, &id), INVALID);
    assert_int_equal(commit(books, INT64_MAX, &id), INVALID);
    struct ledger_transfer order = order_of(books->line, dirhams, nok(100));
    assert_int_equal(ledger_commit(&books->work, &order), INVALID);
    assert_string_equal(last_code(books), "currency_mismatch");
    order = order_of(books->line, books->spending, (struct money){100, "MAD"});
    assert_int_equal(ledger_commit(&books->work, &order), INVALID);
    order = order_of(books->line, books->spending, (struct money){100, "ZZZ"});
    assert_int_equal(ledger_commit(&books->work, &order), INVALID);
    order = order_of(books->line, books->line, nok(100));
    assert_int_equal(ledger_commit(&books->work, &order), INVALID);
    order = order_of(books->line, nowhere, nok(100));
    assert_int_equal(ledger_commit(&books->work, &order), NOT_FOUND);
    struct ledger_account account = {.organisation = ORGANISATION, .currency = "ZZZ"};
    assert_int_equal(ledger_open_account(&books->work, &account), INVALID);
    EXPECT_FIGURES(books, 10000, 0, 0);
}

static void settled_once(void **state)
{
    struct books *books = *state;
    struct work *work = &books->work;
    struct identifier paid;
    struct identifier released;
    struct identifier posting = identifier_new();
    fund(books, 10000);
    assert_int_equal(commit(books, 1000, &paid), OK);
    assert_int_equal(commit(books, 2000, &released), OK);
    assert_int_equal(post(books, paid, 1001), INVALID);
    assert_string_equal(last_code(books), "more_than_committed");
    assert_int_equal(post(books, paid, 0), INVALID);
    assert_int_equal(ledger_post(work, posting, paid, (struct money){500, "MAD"}, TEXT_NONE), INVALID);
    assert_int_equal(ledger_post(work, posting, paid, nok(900), TEXT_NONE), OK);
    assert_int_equal(post(books, paid, 100), CONFLICT);
    assert_int_equal(ledger_void(work, identifier_new(), paid, TEXT_NONE), CONFLICT);
    assert_int_equal(ledger_void(work, identifier_new(), released, TEXT_NONE), OK);
    assert_int_equal(ledger_void(work, identifier_new(), released, TEXT_NONE), CONFLICT);
    assert_int_equal(post(books, released, 1), CONFLICT);
    assert_int_equal(post(books, posting, 1), NOT_FOUND); /* it is no commitment */
    assert_int_equal(post(books, identifier_new(), 1), NOT_FOUND);
    EXPECT_FIGURES(books, 10000, 0, 900);
    assert_int_equal(ledger_reverse(work, identifier_new(), paid, TEXT_NONE), NOT_FOUND);
    assert_int_equal(ledger_reverse(work, identifier_new(), posting, TEXT("sealed")), OK);
    assert_int_equal(ledger_reverse(work, identifier_new(), posting, TEXT("sealed")), CONFLICT);
    EXPECT_FIGURES(books, 10000, 0, 0);
}

static void done_again_changes_nothing(void **state)
{
    struct books *books = *state;
    struct work *work = &books->work;
    struct ledger_transfer funding = order_of(books->donor, books->line, nok(10000));
    struct ledger_transfer committed = order_of(books->line, books->spending, nok(9000));
    struct identifier posting = identifier_new();
    struct identifier reversal = identifier_new();
    for (int again = 0; again < 2; again++)
        assert_int_equal(ledger_fund(work, &funding), OK);
    for (int again = 0; again < 2; again++) /* the second time the line has less than the amount */
        assert_int_equal(ledger_commit(work, &committed), OK);
    for (int again = 0; again < 2; again++)
        assert_int_equal(ledger_post(work, posting, committed.id, nok(8000), TEXT_NONE), OK);
    EXPECT_FIGURES(books, 10000, 0, 8000);
    for (int again = 0; again < 2; again++)
        assert_int_equal(ledger_reverse(work, reversal, posting, TEXT_NONE), OK);
    EXPECT_FIGURES(books, 10000, 0, 0);
    committed.amount.minor--;
    assert_int_equal(ledger_commit(work, &committed), CONFLICT);
    assert_int_equal(ledger_fund(work, &committed), CONFLICT);
    assert_int_equal(ledger_post(work, posting, committed.id, nok(7000), TEXT_NONE), CONFLICT);
    EXPECT_FIGURES(books, 10000, 0, 0);
    struct ledger_account account;
    assert_int_equal(ledger_balance(work, books->line, &account), OK);
    assert_int_equal(ledger_open_account(work, &account), OK);
    account.limited = false;
    assert_int_equal(ledger_open_account(work, &account), CONFLICT);
}

static void statement_in_pages(void **state)
{
    struct books *books = *state;
    struct ledger_transfer *page;
    struct ledger_transfer last;
    size_t count;
    size_t seen = 0;
    struct identifier id;
    fund(books, 100000);
    for (int i = 0; i < 10; i++) {
        books->work.now += i % 3; /* several at one instant */
        assert_int_equal(commit(books, 100 + i, &id), OK);
    }
    const struct ledger_transfer *before = NULL;
    do {
        assert_int_equal(ledger_statement(&books->work, books->line, before, 3, &page, &count), OK);
        for (size_t i = 0; i < count; i++) {
            if (seen > 0)
                assert_true(page[i].at < last.at ||
                            (page[i].at == last.at && identifier_compare(page[i].id, last.id) < 0));
            last = page[i];
            before = &last;
            seen++;
        }
    } while (count == 3);
    assert_int_equal(seen, 11);
    assert_true(identifier_equal(last.debit, books->donor)); /* the funding, credited here */
    assert_int_equal(ledger_statement(&books->work, books->donor, NULL, 50, &page, &count), OK);
    assert_int_equal(count, 1);
    assert_int_equal(ledger_of_subject(&books->work, ITEM, &page, &count), OK);
    assert_int_equal(count, 11);
    assert_int_equal(page[0].state, LEDGER_POSTED);
    assert_true(text_is(page[1].record, "return_item"));
}

/* Every call of a payment fails in turn: either all of it is there or nothing. */
static void nothing_half_paid(void **state)
{
    struct books *books = *state;
    fund(books, 10000);
    struct db *db = books->work.db;
    for (uint64_t at = 1;; at++) {
        struct identifier pending;
        struct identifier posting = identifier_new();
        assert_int_equal(commit(books, 100, &pending), OK);
        struct db *failing = db_failing(db, at, UNAVAILABLE);
        books->work.db = failing;
        enum outcome outcome = ledger_post(&books->work, posting, pending, nok(60), TEXT_NONE);
        books->work.db = db;
        uint64_t calls = db_failing_calls(failing);
        failing = db_close(failing);
        assert_int_equal(faults(&books->work), 0);
        if (outcome == OK) {
            assert_true(calls < at);
            assert_true(at > 5);
            return;
        }
        assert_int_equal(outcome, UNAVAILABLE);
        struct ledger_transfer there;
        assert_int_equal(ledger_get(&books->work, posting, &there), NOT_FOUND);
        assert_int_equal(ledger_post(&books->work, posting, pending, nok(60), TEXT_NONE), OK); /* tried again */
    }
}

enum { LINES = 4, PENDING_MOST = 64, OPERATIONS = 1500, TOGETHER = 50 };

struct model {
    struct books *books;
    struct identifier lines[LINES];
    int64_t funded[LINES], committed[LINES], paid[LINES];
    struct {
        struct identifier id;
        size_t line;
        int64_t amount;
    } pending[PENDING_MOST];
    size_t pending_count;
    uint64_t random;
};

static uint64_t draw(struct model *model, uint64_t below)
{
    model->random ^= model->random << 13;
    model->random ^= model->random >> 7;
    model->random ^= model->random << 17;
    return model->random % below;
}

static void draw_funding(struct model *model)
{
    size_t line = draw(model, LINES);
    int64_t amount = (int64_t)draw(model, 5000) + 1;
    const struct ledger_transfer order = order_of(model->books->donor, model->lines[line], nok(amount));
    assert_int_equal(ledger_fund(&model->books->work, &order), OK);
    model->funded[line] += amount;
}

static void draw_commitment(struct model *model)
{
    size_t line = draw(model, LINES);
    int64_t amount = (int64_t)draw(model, 6000) + 1;
    const struct ledger_transfer order = order_of(model->lines[line], model->books->spending, nok(amount));
    bool fits = amount <= model->funded[line] - model->committed[line] - model->paid[line];
    if (model->pending_count == PENDING_MOST)
        return;
    assert_int_equal(ledger_commit(&model->books->work, &order), fits ? OK : CONFLICT);
    if (!fits)
        return;
    model->committed[line] += amount;
    model->pending[model->pending_count].id = order.id;
    model->pending[model->pending_count].line = line;
    model->pending[model->pending_count++].amount = amount;
}

static void draw_settlement(struct model *model, bool release)
{
    if (model->pending_count == 0)
        return;
    size_t at = draw(model, model->pending_count);
    size_t line = model->pending[at].line;
    int64_t most = model->pending[at].amount;
    int64_t amount = (int64_t)draw(model, (uint64_t)(most + most / 4 + 1));
    struct work *work = &model->books->work;
    if (release) {
        assert_int_equal(ledger_void(work, identifier_new(), model->pending[at].id, TEXT_NONE), OK);
        amount = 0;
    } else {
        bool fits = amount > 0 && amount <= most;
        assert_int_equal(post(model->books, model->pending[at].id, amount), fits ? OK : INVALID);
        if (!fits)
            return;
    }
    model->committed[line] -= most;
    model->paid[line] += amount;
    model->pending[at] = model->pending[--model->pending_count];
}

static void check_model(struct model *model)
{
    assert_int_equal(faults(&model->books->work), 0);
    for (size_t line = 0; line < LINES; line++) {
        struct ledger_account account;
        assert_int_equal(ledger_balance(&model->books->work, model->lines[line], &account), OK);
        assert_int_equal(account.credits_posted, model->funded[line]);
        assert_int_equal(account.debits_pending, model->committed[line]);
        assert_int_equal(account.debits_posted, model->paid[line]);
        assert_true(ledger_available(&account) >= 0);
    }
}

static void draw_one(struct model *model)
{
    uint64_t kind = draw(model, 10);
    model->books->work.now += 1;
    if (kind < 2)
        draw_funding(model);
    else if (kind < 6)
        draw_commitment(model);
    else
        draw_settlement(model, kind == 9);
}

/* Few commits to the disk; and not one for all, where a row is the slower the more often one transaction has changed
   it. */
static void run_together(struct model *model, int from)
{
    struct db_transaction transaction;
    assert_int_equal(db_transaction_begin(model->books->work.db, true, &transaction), OK);
    for (int i = from; i < from + TOGETHER; i++) {
        draw_one(model);
        if (i % 10 == 0)
            check_model(model);
    }
    assert_int_equal(db_transaction_commit(&transaction), OK);
}

static void random_operations_keep_the_books(void **state)
{
    struct books *books = *state;
    struct model model = {.books = books, .random = UINT64_C(0x2545F4914F6CDD1D)};
    for (size_t line = 0; line < LINES; line++)
        model.lines[line] = open_account(&books->work, LEDGER_BUDGET_LINE, true, "NOK");
    for (int i = 0; i < OPERATIONS; i += TOGETHER)
        run_together(&model, i);
    check_model(&model);
    assert_true(model.paid[0] > 0 && model.paid[LINES - 1] > 0);
}

static const char *reported;
static void keep_fault(void *context, const char *fault, struct identifier id)
{
    (void)context;
    (void)id;
    reported = fault;
}

/* One altered value in the tables is seen. */
static void tampering_is_found(void **state)
{
    struct books *books = *state;
    struct identifier pending;
    struct identifier posting = identifier_new();
    size_t count;
    fund(books, 10000);
    assert_int_equal(commit(books, 1000, &pending), OK);
    assert_int_equal(ledger_post(&books->work, posting, pending, nok(900), TEXT_NONE), OK);
    assert_int_equal(ledger_reverse(&books->work, identifier_new(), posting, TEXT_NONE), OK);
    static const struct {
        struct sql change;
        const char *last;
    } CASES[] = {
        {{"t1", "UPDATE ledger_account SET debits_posted = debits_posted + 1 WHERE kind = 'spending'"},
         "debits_are_not_credits"},
        {{"t2", "UPDATE ledger_account SET credits_posted = credits_posted + 1 WHERE limited = 1"},
         "debits_are_not_credits"},
        {{"t3", "UPDATE ledger_transfer SET amount = amount + 1 WHERE state = 'pending'"}, ""},
        {{"t4", "UPDATE ledger_transfer SET amount = 1001 WHERE pending_of IS NOT NULL"}, "reversal_differs"},
        {{"t5", "UPDATE ledger_transfer SET currency = 'MAD' WHERE reversal_of IS NOT NULL"}, "reversal_differs"},
        {{"t6", "UPDATE ledger_account SET currency = 'MAD' WHERE kind = 'donor'"}, "currency_differs"},
        {{"t7", "DELETE FROM ledger_transfer WHERE reversal_of IS NOT NULL"}, "balance_differs"},
        {{"t8", "UPDATE ledger_transfer SET amount = amount - 1 WHERE reversal_of IS NOT NULL"}, "reversal_differs"},
    };
    assert_int_equal(faults(&books->work), 0);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        AUTO_TRANSACTION struct db_transaction transaction = {0};
        assert_int_equal(db_transaction_begin(books->work.db, true, &transaction), OK);
        assert_int_equal(db_execute(books->work.db, CASES[i].change, NULL, 0, NULL), OK);
        reported = "";
        assert_int_equal(ledger_verify(&books->work, keep_fault, NULL, &count), OK);
        assert_string_equal(reported, CASES[i].last);
    }
    assert_int_equal(faults(&books->work), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(committed_paid_and_released, open_books, close_books),
        cmocka_unit_test_setup_teardown(never_beyond_the_line, open_books, close_books),
        cmocka_unit_test_setup_teardown(two_officers_and_the_last_amount, open_books, close_books),
        cmocka_unit_test_setup_teardown(refusal_leaves_the_batch_whole, open_books, close_books),
        cmocka_unit_test_setup_teardown(what_makes_no_sense_is_refused, open_books, close_books),
        cmocka_unit_test_setup_teardown(settled_once, open_books, close_books),
        cmocka_unit_test_setup_teardown(done_again_changes_nothing, open_books, close_books),
        cmocka_unit_test_setup_teardown(statement_in_pages, open_books, close_books),
        cmocka_unit_test_setup_teardown(nothing_half_paid, open_books, close_books),
        cmocka_unit_test_setup_teardown(random_operations_keep_the_books, open_books, close_books),
        cmocka_unit_test_setup_teardown(tampering_is_found, open_books, close_books),
    };
    random_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
