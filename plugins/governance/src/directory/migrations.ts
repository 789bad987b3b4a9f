/** The migrations of the tables, the same for SQLite and PostgreSQL. A released one is never changed; new ones are appended. */
import { type Columns, columnsOf, type Kysely, type Migrations } from "@headgate/db";
import type { ColumnDefinitionBuilder, CreateTableBuilder } from "kysely";

export const migrations: Migrations = {
  "0001_directory": {
    async up(db) {
      const types = columnsOf(db);
      await owners(db, types);
      await virtualKeys(db, types);
      await limits(db, types);
      await rules(db, types);
      await changes(db, types);
    },
  },
};

async function owners(db: Kysely<unknown>, types: Columns): Promise<void> {
  const { text, integer } = types;
  await limited(db, types, "customers")
    .addColumn("id", text, primary)
    .addColumn("name", text, required)
    .addColumn("created_at", integer, required)
    .execute();
  await limited(db, types, "teams")
    .addColumn("id", text, primary)
    .addColumn("name", text, required)
    .addColumn("customer_id", text, (column) => column.references("governance_customers.id").onDelete("set null"))
    .addColumn("created_at", integer, required)
    .execute();
  await limited(db, types, "model_configs")
    .addColumn("id", text, primary)
    .addColumn("model_name", text, required)
    .addColumn("provider", text, required)
    .addColumn("created_at", integer, required)
    .addUniqueConstraint("governance_model_configs_place", ["model_name", "provider"])
    .execute();
  await limited(db, types, "provider_limits").addColumn("provider", text, primary).execute();
}

async function virtualKeys(db: Kysely<unknown>, types: Columns): Promise<void> {
  const { text, integer, flag, json, real } = types;
  await limited(db, types, "virtual_keys")
    .addColumn("id", text, primary)
    .addColumn("name", text, unique)
    .addColumn("description", text)
    .addColumn("digest", text, unique)
    .addColumn("previous_digest", text)
    .addColumn("previous_expires_at", integer)
    .addColumn("is_active", flag, required)
    .addColumn("expires_at", integer)
    .addColumn("team_id", text, (column) => column.references("governance_teams.id").onDelete("set null"))
    .addColumn("customer_id", text, (column) => column.references("governance_customers.id").onDelete("set null"))
    .addColumn("created_at", integer, required)
    .addColumn("updated_at", integer, required)
    .execute();
  await limited(db, types, "provider_configs")
    .addColumn("id", integer, primary)
    .addColumn("virtual_key_id", text, (column) => required(column).references("governance_virtual_keys.id").onDelete("cascade"))
    .addColumn("provider", text, required)
    .addColumn("weight", real)
    .addColumn("allowed_models", json, required)
    .addColumn("key_ids", json, required)
    .execute();
}

async function limits(db: Kysely<unknown>, { text, integer, flag }: Columns): Promise<void> {
  await db.schema
    .createTable("governance_budgets")
    .addColumn("id", text, primary)
    .addColumn("max_limit", integer, required)
    .addColumn("reset_duration", text, required)
    .addColumn("calendar_aligned", flag, required)
    .addColumn("created_at", integer, required)
    .execute();
  await db.schema
    .createTable("governance_rate_limits")
    .addColumn("id", text, primary)
    .addColumn("token_max_limit", integer)
    .addColumn("token_reset_duration", text)
    .addColumn("request_max_limit", integer)
    .addColumn("request_reset_duration", text)
    .addColumn("created_at", integer, required)
    .execute();
}

async function rules(db: Kysely<unknown>, { text, integer, flag, json }: Columns): Promise<void> {
  await db.schema
    .createTable("governance_routing_rules")
    .addColumn("id", text, primary)
    .addColumn("name", text, unique)
    .addColumn("description", text)
    .addColumn("enabled", flag, required)
    .addColumn("cel_expression", text, required)
    .addColumn("targets", json, required)
    .addColumn("fallbacks", json, required)
    .addColumn("scope", text, required)
    .addColumn("scope_id", text)
    .addColumn("priority", integer, required)
    .addColumn("created_at", integer, required)
    .execute();
}

async function changes(db: Kysely<unknown>, { text, integer }: Columns): Promise<void> {
  await db.schema
    .createTable("governance_changes")
    .addColumn("seq", integer, primary)
    .addColumn("kind", text, required)
    .addColumn("id", text, required)
    .execute();
}

/** A table of something that can have limits. */
function limited(db: Kysely<unknown>, { text }: Columns, name: string): CreateTableBuilder<string, string> {
  return db.schema.createTable(`governance_${name}`).addColumn("budget_id", text).addColumn("rate_limit_id", text);
}

function primary(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.primaryKey().notNull();
}

function required(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull();
}

function unique(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull().unique();
}
