import { DatabaseSync } from '@photostructure/sqlite'
import { Kysely, sql, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely'
import { CapuchinError, messageOf } from '../std/index.ts'

type Connection = InstanceType<typeof DatabaseSync>

/** One numbered step of a schema; steps already taken are skipped. Written once and never changed. */
export type Migration = readonly string[]

export interface OpenDatabase<Tables> extends AsyncDisposable {
  readonly db: Kysely<Tables>
}

/**
 * Opens (or makes) an SQLite file in WAL mode and brings its schema up to date. Several processes may have it open:
 * writers wait for each other up to ten seconds.
 *
 * @throws CapuchinError `db/open` when the file cannot be used, `db/newer` when a newer program made it.
 */
export async function openDatabase<Tables>(
  path: string,
  migrations: readonly Migration[],
): Promise<OpenDatabase<Tables>> {
  let connection: Connection
  try {
    connection = new DatabaseSync(path, { timeout: 10_000 })
    connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
    migrate(connection, { path, migrations })
  } catch (cause) {
    if (cause instanceof CapuchinError) throw cause
    throw new CapuchinError('db/open', `cannot open the database ${path}: ${messageOf(cause)}`, { cause })
  }
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: toKyselyDatabase(connection) }) })
  return {
    db,
    [Symbol.asyncDispose]: async () => {
      await sql`PRAGMA optimize`.execute(db)
      await db.destroy()
    },
  }
}

function migrate(
  connection: Connection,
  { path, migrations }: { readonly path: string; readonly migrations: readonly Migration[] },
): void {
  // Immediate, so that two programs that start together take the steps once.
  connection.exec('BEGIN IMMEDIATE')
  try {
    const row = connection.prepare('PRAGMA user_version').get()
    const version = Number(Object.values(row ?? {})[0] ?? 0)
    if (version > migrations.length) {
      throw new CapuchinError('db/newer', `${path} was written by a newer version of this program`, {
        hint: 'upgrade capuchin',
      })
    }
    for (const migration of migrations.slice(version))
      for (const statement of migration) connection.exec(statement)
    connection.exec(`PRAGMA user_version = ${migrations.length}`)
    connection.exec('COMMIT')
  } catch (error) {
    connection.exec('ROLLBACK')
    throw error
  }
}

/** A statement keeps some memory until its connection closes, so each text is prepared once and kept. */
function toKyselyDatabase(connection: Connection): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>()
  return {
    close: () => connection.close(),
    prepare: (text) => {
      const known = prepared.get(text)
      if (known) return known
      const statement = toKyselyStatement(connection.prepare(text))
      prepared.set(text, statement)
      return statement
    },
  }
}

type Parameter = string | number | bigint | null | Uint8Array

function toKyselyStatement(statement: ReturnType<Connection['prepare']>): SqliteStatement {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Kysely types its parameters as unknown; the tables allow only what SQLite can bind.
  const bind = (parameters: readonly unknown[]): Parameter[] => [...parameters] as Parameter[]
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...bind(parameters)),
    run: (parameters) => statement.run(...bind(parameters)),
    // Kysely reads rows one by one only when a query is streamed; then all of them are at hand.
    iterate: (parameters) => statement.all(...bind(parameters))[Symbol.iterator](),
  }
}
