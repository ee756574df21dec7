import { python } from '../python.ts';

/** PyPSS 1.3's tables, as its own code makes them, filled with rows of [timestamp, pss, ts, ms, ev, be, cc, meta]. */
export function writeWithPython(file: string, rows: readonly unknown[][], more = ''): void {
  const script = `
import json, sqlite3, sys
task = json.load(sys.stdin)
db = sqlite3.connect(task["file"])
db.execute("CREATE TABLE IF NOT EXISTS _meta (key TEXT PRIMARY KEY, value TEXT)")
db.execute("CREATE TABLE IF NOT EXISTS pss_history (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp REAL, pss REAL, ts REAL, ms REAL, ev REAL, be REAL, cc REAL, meta TEXT)")
db.execute("INSERT OR IGNORE INTO _meta (key, value) VALUES ('version', '1')")
for row in task["rows"]:
    db.execute("INSERT INTO pss_history (timestamp, pss, ts, ms, ev, be, cc, meta) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
${more}
db.commit()
db.close()
print("null")`;
  python(script, { file, rows });
}

/** What Python's sqlite3 answers to a query: rows of values. */
export function queryWithPython(file: string, sql: string): unknown {
  const script = `
import json, sqlite3, sys
task = json.load(sys.stdin)
db = sqlite3.connect(task["file"])
print(json.dumps(db.execute(task["sql"]).fetchall()))`;
  return python(script, { file, sql });
}
