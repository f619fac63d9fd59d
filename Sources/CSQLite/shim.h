/* SQLite's C interface, and what Swift cannot import of it: macros with casts. */
#include <sqlite3.h>

/* The bytes are copied / stay valid until the statement is reset. */
static inline sqlite3_destructor_type logly_sqlite_transient(void) { return SQLITE_TRANSIENT; }
static inline sqlite3_destructor_type logly_sqlite_static(void) { return SQLITE_STATIC; }
