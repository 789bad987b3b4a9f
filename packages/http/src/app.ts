/** The edge: h3 finds the entrance, everything behind it is the pipeline. */
import type { Call, Clock, Log, Pipeline, Random, Refusal } from "@headgate/core";
import type { Dialect } from "@headgate/dialects";
import { H3, type H3Event } from "h3";
import { toNodeHandler } from "h3/node";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Access } from "./access.ts";
import type { CorsOptions } from "./cors.ts";
import type { Fault } from "./faults.ts";
import { Room } from "./multipart/room.ts";
import type { PassingProviders } from "./passthrough.ts";
import { type Entrance, entrances } from "./table.ts";
import { Visit } from "./visit.ts";
import { createVisits } from "./visits.ts";

export interface AppOptions {
  readonly pipeline: Pipeline;
  readonly dialects: readonly Dialect[];
  readonly providers: PassingProviders;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly bodyLimitBytes: number;
  /** The limit for a form, whose larger parts are kept in a file. */
  readonly uploadLimitBytes: number;
  readonly uploadFolder: string;
  /** The limit for everything that waits there at once. */
  readonly uploadFolderLimitBytes: number;
  /** Called for each request after its last byte. */
  readonly access?: ((access: Access) => void) | undefined;
  readonly cors?: CorsOptions | undefined;
  /** What a plugin would find wrong with a call of this operation; asked only about JSON that the door refuses, to report all faults at once. */
  readonly faults?: ((operation: string, call: Call) => readonly Fault[]) | undefined;
  /** Judges a request by its headers before anything else, such as the demo's loopback rule. */
  readonly admission?: ((req: IncomingMessage) => Refusal | undefined) | undefined;
}

export type NodeHandler = (req: IncomingMessage, res: ServerResponse) => unknown;

export interface App {
  readonly handler: NodeHandler;
  /** Resolves when no request is open, not even one whose body is still arriving; ends those that are still open after this many milliseconds. */
  settle(graceMs: number): Promise<void>;
}

export function createApp(options: AppOptions): App {
  const { pipeline, dialects, clock, uploadFolderLimitBytes } = options;
  const visits = createVisits(clock);
  const inside = { ...options, room: new Room(uploadFolderLimitBytes) };
  const app = new H3();
  const byPath = new Map<string, Entrance[]>();
  for (const entrance of entrances(dialects, pipeline.routes, pipeline.send)) {
    const those = byPath.get(entrance.path) ?? [];
    byPath.set(entrance.path, entrance.header ? [entrance, ...those] : [...those, entrance]);
  }
  const route = (those: readonly Entrance[]) => (event: H3Event) => {
    const { req, res } = event.runtime!.node as { req: IncomingMessage; res: ServerResponse };
    visits.begin(new Visit(inside, req, res, those));
    // The visit writes to the socket itself. A promise that resolved would make the adapter end the response again.
    return new Promise<never>(() => {});
  };
  for (const [path, those] of byPath) app.all(path.replace(/\*$/, "**"), route(those));
  app.all("/**", route([]));
  const handler = toNodeHandler(app);
  return {
    handler: (req, res) => (isPath(req.url ?? "") ? handler(req, res) : visits.begin(new Visit(inside, req, res, []))),
    settle: visits.settle,
  };
}

/** A path that cannot be decoded is not one of ours, and the router must not answer it in its own words. A query can hold anything. */
function isPath(url: string): boolean {
  if (!url.includes("%")) return true;
  try {
    return decodeURI(url.split("?", 1)[0]!) !== "";
  } catch {
    return false;
  }
}
