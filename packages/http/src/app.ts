/** The edge: h3 finds the entrance, everything behind it is the pipeline. */
import {
  abandon,
  type Clock,
  isRefusal,
  type Log,
  type Pipeline,
  type Providers,
  type Random,
  refused,
  type Refusal,
  type Reply,
} from "@headgate/core";
import type { Dialect } from "@headgate/dialects";
import { H3, type H3Event } from "h3";
import { toNodeHandler } from "h3/node";
import type { IncomingMessage, ServerResponse } from "node:http";
import { logAccess } from "./access-log.ts";
import { readBody } from "./body.ts";
import { type CorsOptions, cors } from "./cors.ts";
import { admit } from "./door.ts";
import { clientLeft, unknownPath, wrongMethod } from "./refusals.ts";
import { respond } from "./respond.ts";
import { type Entrance, entrances } from "./table.ts";

export interface AppOptions {
  readonly pipeline: Pipeline;
  readonly dialects: readonly Dialect[];
  readonly providers: Providers;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly bodyLimitBytes: number;
  readonly cors?: CorsOptions | undefined;
  /** Judges a request by its headers before anything else, such as the demo's loopback rule. */
  readonly admission?: ((req: IncomingMessage) => Refusal | undefined) | undefined;
}

export type NodeHandler = (req: IncomingMessage, res: ServerResponse) => unknown;

/** Tells h3 that the response was written to the socket. */
const handled = Symbol.for("h3.handled");
const validId = /^[\w.-]{1,128}$/;

export function createApp(options: AppOptions): NodeHandler {
  const { pipeline, dialects } = options;
  const app = new H3();
  const byPath = new Map<string, Entrance[]>();
  for (const entrance of entrances(dialects, pipeline.routes, pipeline.send)) {
    byPath.set(entrance.path, [...(byPath.get(entrance.path) ?? []), entrance]);
  }
  const route = (those: readonly Entrance[]) => (event: H3Event) => {
    const { req, res } = event.runtime!.node as { req: IncomingMessage; res: ServerResponse };
    return serve(options, req, res, those);
  };
  for (const [path, those] of byPath) app.all(path.replace(/\*$/, "**"), route(those));
  app.all("/**", route([]));
  return toNodeHandler(app);
}

async function serve(
  options: AppOptions,
  req: IncomingMessage,
  res: ServerResponse,
  those: readonly Entrance[],
): Promise<symbol> {
  const { clock, random, log, dialects } = options;
  const startedAt = clock.now();
  const asked = req.headers["x-request-id"];
  const id = typeof asked === "string" && validId.test(asked) ? asked : random.uuid();
  const entrance = those.find(({ method }) => method === req.method);
  const client: Client = { leave: undefined };
  const closed = new Promise<symbol>((resolve) => {
    res.once("close", () => {
      if (!res.writableFinished) client.leave?.();
      resolve(handled);
    });
  });
  if (options.cors && cors(options.cors, req, res)) return closed;
  const out = await answer(options, id, req, res, those, entrance, client);
  if (!out) return closed;
  out.onClose((outcome) => logAccess(log, { id, req, operation: entrance?.operation, ms: clock.now() - startedAt }, outcome));
  if (res.destroyed) abandon(out);
  else {
    const delivery = respond(id, out, res, entrance?.dialect ?? dialects[0]!, entrance?.inference);
    const leave = client.leave;
    client.leave = () => {
      delivery.abort();
      leave?.();
    };
  }
  return closed;
}

/** What to do when the client leaves; it changes as the request goes on. */
interface Client {
  leave: (() => void) | undefined;
}

/** Undefined when the client left before it had said what it wanted. */
async function answer(
  { admission, providers, bodyLimitBytes }: AppOptions,
  id: string,
  req: IncomingMessage,
  res: ServerResponse,
  those: readonly Entrance[],
  entrance: Entrance | undefined,
  client: Client,
): Promise<Reply | undefined> {
  const barred = admission?.(req);
  if (barred) return refused(barred);
  if (!entrance) return refused(nowhere(req, res, those));
  const bytes = await readBody(req, bodyLimitBytes);
  if (bytes === undefined) return undefined;
  if (!Buffer.isBuffer(bytes)) return refused(bytes);
  const admitted = admit(id, req, bytes, entrance, providers);
  if (isRefusal(admitted)) return refused(admitted);
  client.leave = () => admitted.x["~abort"](clientLeft);
  return entrance.send(admitted.x, admitted.call);
}

function nowhere({ method = "", url = "" }: IncomingMessage, res: ServerResponse, those: readonly Entrance[]): Refusal {
  const path = url.split("?", 1)[0]!;
  if (those.length === 0) return unknownPath(method, path);
  const allowed = those.map((other) => other.method);
  res.setHeader("allow", allowed.join(", "));
  return wrongMethod(method, path, allowed);
}
