/** What must survive: tables of plugins on SQLite or PostgreSQL, one set of migrations and queries for both. */
export { createDatabase, type Database, type DatabaseOptions, type DatabaseParts, type Owner } from "./database.ts";
export { type LazyDatabase, whenNeeded } from "./lazy.ts";
export { type Migrated, migrateTables } from "./migrate.ts";
export { type Migrations, openTables, tablesWhenNeeded } from "./tables.ts";
export { type Columns, columnsOf, type Flag, fromFlag, fromJson, type Json, toFlag, toJson } from "./columns.ts";
export { bump, watchRevision } from "./revisions.ts";
export { type AgingTable, createRetention, type Retention, type RetentionOptions } from "./retention.ts";
export { createSeal, type Place, type Seal, UnreadableError } from "./seal.ts";
export { makeFolder } from "./folder.ts";
export { isUniqueViolation } from "./faults.ts";
export { sql } from "kysely";
export type { Generated, Insertable, Kysely, Migration, Selectable, Transaction, Updateable } from "kysely";
