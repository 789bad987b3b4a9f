/** Keeps the endpoints: made, shown, replaced and deleted by admins, asked for by every submit that names one. */
import { type Insertable, isUniqueViolation, type Kysely, type Selectable, sql, toFlag, toJson } from "@headgate/db";
import type { Clock, Random } from "@headgate/core";
import type { Page } from "./asked.ts";
import { type Draft, judgeUrl } from "./draft.ts";
import { headersOf } from "./headers.ts";
import { lockEndpoint } from "./lock.ts";
import type { Endpoint, WebhookEvent } from "./model.ts";
import { endpointNotFound, nameTaken } from "./refusals.ts";
import { endpointOf } from "./rows.ts";
import type { Secrets } from "./secrets.ts";
import type { EndpointRow, Tables } from "./tables.ts";

export interface EndpointFilter extends Page {
  readonly search?: string | undefined;
  readonly event?: WebhookEvent | undefined;
  readonly disabled?: boolean | undefined;
}

/** What is missing or not allowed is a RefusalError. */
export interface Endpoints {
  create(draft: Draft): Promise<{ readonly endpoint: Endpoint; readonly secret: string }>;
  get(id: string): Promise<Endpoint>;
  named(name: string): Promise<Endpoint | undefined>;
  /** Of those that there are. */
  all(ids: readonly string[]): Promise<readonly Endpoint[]>;
  /** Oldest first. */
  list(filter: EndpointFilter): Promise<{ readonly endpoints: readonly Endpoint[]; readonly total: number }>;
  replace(id: string, draft: Draft): Promise<Endpoint>;
  /** With all that was and was still to be sent to it. */
  delete(id: string): Promise<void>;
  /** The new one; the old one signs nothing from now on. */
  rotate(id: string): Promise<string>;
}

export interface EndpointsParts {
  readonly tables: Kysely<Tables>;
  readonly secrets: Secrets;
  readonly host: { readonly clock: Pick<Clock, "now">; readonly random: Random };
}

export function createEndpoints({ tables, secrets, host: { clock, random } }: EndpointsParts): Endpoints {
  const all = tables.selectFrom("webhook_endpoints").selectAll();
  const rowOf = async (id: string): Promise<Selectable<EndpointRow>> => {
    const row = await all.where("id", "=", id).executeTakeFirst();
    if (!row) throw endpointNotFound();
    return row;
  };
  return {
    async create(draft) {
      judgeUrl(draft);
      const [id, secret, now] = [random.uuid(), secrets.create(), clock.now()];
      const headers = headersOf(draft.headers, () => ({}));
      const row: Insertable<EndpointRow> = {
        id,
        ...columnsOf(draft),
        header_names: toJson(Object.keys(headers)),
        headers: secrets.sealHeaders(headers, id),
        secret: secrets.sealSecret(secret, id),
        consecutive_failures: 0,
        last_failure_at: null,
        last_success_at: null,
        created_at: now,
        updated_at: now,
      };
      await unique(draft.name, tables.insertInto("webhook_endpoints").values(row).execute());
      return { endpoint: endpointOf(await rowOf(id)), secret };
    },
    get: async (id) => endpointOf(await rowOf(id)),
    async named(name) {
      const row = await all.where("name", "=", name).executeTakeFirst();
      return row && endpointOf(row);
    },
    all: async (ids) => (ids.length === 0 ? [] : (await all.where("id", "in", ids).execute()).map(endpointOf)),
    async list({ search, event, disabled, limit, offset }) {
      let asked = tables.selectFrom("webhook_endpoints");
      if (search !== undefined) asked = asked.where(sql<boolean>`lower(name || ' ' || url) like ${like(search)} escape '!'`);
      if (event !== undefined) asked = asked.where(sql<boolean>`events like ${`%"${event}"%`}`);
      if (disabled !== undefined) asked = asked.where("disabled", "=", toFlag(disabled));
      const rows = await asked.selectAll().orderBy("created_at").orderBy("id").limit(limit).offset(offset).execute();
      const { total } = await asked.select(({ fn }) => fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
      return { endpoints: rows.map(endpointOf), total };
    },
    async replace(id, draft) {
      judgeUrl(draft);
      const { headers: stored } = await rowOf(id);
      const headers = headersOf(draft.headers, () => secrets.openHeaders(stored, id));
      const change = {
        ...columnsOf(draft),
        header_names: toJson(Object.keys(headers)),
        headers: secrets.sealHeaders(headers, id),
        updated_at: clock.now(),
      };
      await unique(draft.name, tables.updateTable("webhook_endpoints").set(change).where("id", "=", id).execute());
      return endpointOf(await rowOf(id));
    },
    async delete(id) {
      await tables.transaction().execute(async (trx) => {
        if (!(await lockEndpoint(trx, id))) throw endpointNotFound();
        await trx.deleteFrom("webhook_attempts").where("endpoint_id", "=", id).execute();
        await trx.deleteFrom("webhook_deliveries").where("endpoint_id", "=", id).execute();
        await trx.deleteFrom("webhook_endpoints").where("id", "=", id).execute();
      });
    },
    async rotate(id) {
      await rowOf(id);
      const secret = secrets.create();
      const change = { secret: secrets.sealSecret(secret, id), updated_at: clock.now() };
      await tables.updateTable("webhook_endpoints").set(change).where("id", "=", id).execute();
      return secret;
    },
  };
}

function columnsOf({ headers: _values, events, include_response, allow_private_network, disabled, ...same }: Draft) {
  return {
    ...same,
    events: toJson([...new Set(events)]),
    include_response: toFlag(include_response),
    allow_private_network: toFlag(allow_private_network),
    disabled: toFlag(disabled),
  };
}

async function unique(name: string, write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken(name) : error;
  }
}

function like(search: string): string {
  return `%${search.toLowerCase().replace(/[!%_]/g, "!$&")}%`;
}
