/** Webhooks: endpoints are notified how jobs ended, at least once each, even if this process dies. */
import type { Clock, Db, Egress, Log, Random, Refusal, Route } from "@headgate/core";
import type { Jobs, Run } from "../jobs/job.ts";
import { createAttempts } from "./attempt.ts";
import { createCourier } from "./courier.ts";
import { createDeliveries } from "./deliveries.ts";
import { createDeliveryRoutes } from "./delivery-routes.ts";
import { createEndpoints } from "./endpoints.ts";
import { disabledRefusal, unknownRefusal } from "./refusals.ts";
import { createEndpointRoutes } from "./routes.ts";
import { createSecrets } from "./secrets.ts";
import { createSend } from "./send.ts";
import { openWebhookTables } from "./tables.ts";
import { tellAll } from "./tell.ts";

export interface Webhooks {
  readonly routes: readonly Route[];
  /** Id of the endpoint that a submit names; 400 when there is none, or it is disabled. */
  endpoint(name: string): Promise<string | Refusal>;
  /** The job has ended. */
  wake(run: Pick<Run, "job">): void;
  start(): void;
  close(): Promise<void>;
}

export interface WebhooksParts {
  readonly host: {
    readonly db: Db;
    readonly clock: Clock;
    readonly random: Random;
    readonly log: Log;
    readonly egress: Egress;
  };
  readonly jobs: Pick<Jobs, "find" | "output" | "untold" | "told">;
  /** Without it no endpoint can be made. */
  readonly encryptionKey?: string | undefined;
}

export async function openWebhooks({ host, jobs, encryptionKey }: WebhooksParts): Promise<Webhooks> {
  const tables = await openWebhookTables(host.db);
  const secrets = await createSecrets(encryptionKey, host.random);
  const endpoints = createEndpoints({ tables, secrets, host });
  const deliveries = createDeliveries({ tables, host });
  const attempts = createAttempts({ tables, jobs, secrets, send: createSend(host), host });
  const courier = createCourier({
    tables,
    host,
    attempts,
    tell: () => tellAll({ jobs, endpoints, deliveries }),
    sweep: deliveries.sweep,
  });
  const changed = (): void => courier.look();
  return {
    routes: [
      ...createDeliveryRoutes({ endpoints, deliveries, changed }),
      ...createEndpointRoutes({ endpoints, test: attempts.test, changed }),
    ],
    async endpoint(name) {
      const found = await endpoints.named(name);
      if (!found) return unknownRefusal(name);
      return found.disabled ? disabledRefusal(found.name) : found.id;
    },
    wake({ job }) {
      if (job.webhook !== undefined) courier.tell();
    },
    start: () => courier.start(),
    close: () => courier.close(),
  };
}
