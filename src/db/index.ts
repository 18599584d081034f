/**
 * SQLite behind a query builder: opening, migrating, closing. It knows no table.
 */
export { openDatabase, type Migration, type OpenDatabase } from './open-database.ts'
export { sql, type Kysely } from 'kysely'
