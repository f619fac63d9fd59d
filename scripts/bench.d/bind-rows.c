/* The rows of a database's `events`, bound one by one to a prepared statement: what a program without any reading,
 * parsing or encoding takes for the same table and indexes.
 *
 * bind-rows SOURCE TARGET          the schema and the rows of SOURCE
 * bind-rows --naive SOURCE TARGET  the rows of `log_events`, into a plain table with three naive indexes
 *
 * Reading SOURCE is not counted. Prints rows and CPU seconds (user and system). */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define CHECK(expression)                                                                                    \
    do {                                                                                                     \
        int code = (expression);                                                                             \
        if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) {                                \
            fprintf(stderr, "bind-rows:%d: %s\n", __LINE__, sqlite3_errmsg(target));                         \
            exit(74);                                                                                        \
        }                                                                                                    \
    } while (0)

/* As logly-ingest: so many rows in a transaction. */
enum { TRANSACTION = 20000, MOST = 16 };

typedef struct {
    sqlite3_int64 number;
    double real;
    const char *text;
    int length;
    int type;
} Cell;

static sqlite3 *source, *target;

static double cpu(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static void copy_schema(void) {
    sqlite3_stmt *all;
    CHECK(sqlite3_prepare_v2(source,
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
        "ORDER BY type = 'table' DESC, type = 'index' DESC", -1, &all, NULL));
    while (sqlite3_step(all) == SQLITE_ROW)
        CHECK(sqlite3_exec(target, (const char *)sqlite3_column_text(all, 0), NULL, NULL, NULL));
    sqlite3_finalize(all);
}

int main(int count, char **words) {
    int naive = count > 1 && strcmp(words[1], "--naive") == 0;
    if (count != 3 + naive) return 64;
    if (sqlite3_open(words[1 + naive], &source) || sqlite3_open(words[2 + naive], &target)) return 66;
    CHECK(sqlite3_exec(target,
        "PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        "PRAGMA journal_size_limit=0", NULL, NULL, NULL));
    const char *reading, *writing;
    if (naive) {
        CHECK(sqlite3_exec(target,
            "CREATE TABLE log_events (id INTEGER PRIMARY KEY, timestamp REAL, host TEXT, source TEXT, level TEXT,"
            "message TEXT, ip_address TEXT, user TEXT, service TEXT, action TEXT, count INTEGER, metadata TEXT);"
            "CREATE INDEX a ON log_events (timestamp); CREATE INDEX b ON log_events (source, timestamp);"
            "CREATE INDEX c ON log_events (ip_address, timestamp)", NULL, NULL, NULL));
        reading = "SELECT * FROM log_events ORDER BY id";
        writing = "INSERT INTO log_events VALUES (?,?,?,?,?,?,?,?,?,?,?,?)";
    } else {
        copy_schema();
        reading = "SELECT * FROM events ORDER BY id";
        writing = "INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
    }
    sqlite3_stmt *in, *out;
    CHECK(sqlite3_prepare_v2(source, reading, -1, &in, NULL));
    CHECK(sqlite3_prepare_v3(target, writing, -1, SQLITE_PREPARE_PERSISTENT, &out, NULL));
    int columns = sqlite3_column_count(in);
    Cell *cells = malloc(sizeof(Cell) * TRANSACTION * MOST);
    double spent = 0;
    long rows = 0;
    for (int more = 1; more;) {
        int got = 0;
        while (got < TRANSACTION && (more = sqlite3_step(in) == SQLITE_ROW)) {
            for (int column = 0; column < columns; column++) {
                Cell *cell = cells + got * MOST + column;
                cell->type = sqlite3_column_type(in, column);
                cell->number = sqlite3_column_int64(in, column);
                cell->real = sqlite3_column_double(in, column);
                if (cell->type == SQLITE_TEXT) {
                    cell->length = sqlite3_column_bytes(in, column);
                    char *text = malloc(cell->length + 1);
                    memcpy(text, sqlite3_column_text(in, column), cell->length);
                    cell->text = text;
                }
            }
            got++;
        }
        double begin = cpu();
        CHECK(sqlite3_exec(target, "BEGIN IMMEDIATE", NULL, NULL, NULL));
        for (int row = 0; row < got; row++) {
            for (int column = 0; column < columns; column++) {
                const Cell *cell = cells + row * MOST + column;
                if (cell->type == SQLITE_INTEGER)
                    sqlite3_bind_int64(out, column + 1, cell->number);
                else if (cell->type == SQLITE_FLOAT)
                    sqlite3_bind_double(out, column + 1, cell->real);
                else if (cell->type == SQLITE_TEXT)
                    sqlite3_bind_text(out, column + 1, cell->text, cell->length, SQLITE_STATIC);
                else
                    sqlite3_bind_null(out, column + 1);
            }
            CHECK(sqlite3_step(out));
            CHECK(sqlite3_reset(out));
        }
        CHECK(sqlite3_exec(target, "COMMIT", NULL, NULL, NULL));
        spent += cpu() - begin;
        rows += got;
        sqlite3_clear_bindings(out);
        for (int row = 0; row < got; row++)
            for (int column = 0; column < columns; column++)
                if (cells[row * MOST + column].type == SQLITE_TEXT) free((char *)cells[row * MOST + column].text);
    }
    printf("%ld %.3f\n", rows, spent);
    sqlite3_finalize(in);
    sqlite3_finalize(out);
    sqlite3_close(target);
    return 0;
}
