/** The cells of the table: every ending on every way, each with a model, an id and numbers of its own, and how its client asks. */
import type { Fault } from "@headgate/simulator";
import { randomUUID } from "node:crypto";
import { clientKey } from "../start/config.ts";
import { type Ending, endings } from "./endings.ts";
import type { Scene } from "./scene.ts";
import { type Tokens, type Way, ways } from "./ways.ts";

export interface Cell {
  readonly ending: Ending;
  readonly way: Way;
  readonly model: string;
  readonly faults: readonly Fault[];
  /** What the provider says that it used, unless it counts by itself. */
  readonly tokens: Tokens | undefined;
  /** The `x-request-id`, and the `user` by which the provider's calls are told apart. */
  readonly id: string;
}

/** Nothing may hang. */
const deadlineMs = 15_000;

/** What the second provider says of each way. */
export const spareTokens: Required<Tokens> = { input: 77_001, output: 303, cache_read: 70_000, cache_write: 11, reasoning: 202 };

export const cells: readonly Cell[] = endings.flatMap((ending, row) =>
  ways.flatMap((way, column): readonly Cell[] => {
    if (ending.on?.(way) === false) return [];
    const model = ending.model ?? `ending-${row}-${column}`;
    const faults = ending.faults?.(way.vendor) ?? [];
    const all = {
      input: 1000 * (row + 1) + column,
      output: 200 + row,
      cache_read: row === 0 ? 0 : 900 + row,
      cache_write: 40 + row,
    };
    const tokens = way.reports({ ...all, reasoning: row % 2 === 0 ? 150 + column : 0 });
    const usage = way.usage(tokens);
    const own = ending.counted || faults.some((fault) => "usage" in fault);
    const scripted = [...faults, ...(faults.every(({ times }) => times) ? [{}] : [])];
    const told = scripted.map((fault) => ({ model, events: 40, ...(!own && { usage }), ...fault }));
    return [{ ending, way, model, faults: told, tokens: own ? undefined : tokens, id: randomUUID() }];
  }),
);

/** Of the second providers, for each operation. */
export const spareFaults: readonly Fault[] = ways.map((way) => ({
  model: "m",
  operation: way.called,
  usage: way.usage(way.reports(spareTokens)),
}));

/** Resolves with what the client got, when the gateway is done with it. */
export async function ask({ gateway, simulator }: Scene, { ending, way, model, id }: Cell): Promise<string> {
  const leaving = new AbortController();
  const { client, provider = "patient", more } = ending;
  const { vendor, stream } = way;
  const name = `${provider}-${vendor.dialect}/${model}`;
  const called = new Promise<void>((resolve) => {
    const stop = simulator.on("call", ({ body }) => {
      if (!body.includes(id)) return;
      stop();
      resolve();
    });
  });
  const over = gateway.waitForLog((line) => line["id"] === id && line["msg"] === "request");
  const body = { ...way.body(name, id, stream), ...more?.(vendor), ...shown(ending, way) };
  const answer = fetch(gateway.url + way.url(name, stream), {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-request-id": id,
      ...(client !== "without a key" && { authorization: `Bearer ${clientKey}` }),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(deadlineMs)]),
  });
  const text = read(answer, (sofar) => {
    if (client === "leaves midway" || (client === "leaves after the usage" && way.shown!.test(sofar))) leaving.abort();
  });
  if (client?.startsWith("leaves") && !(stream && client !== "leaves before the first byte"))
    void called.then(() => leaving.abort());
  const got = await text;
  await over;
  return got;
}

/** A client that waits for the usage must ask for it where that is left to it. */
function shown({ client, counted }: Ending, { operation, stream }: Way): object {
  const asks = stream && operation === "chat" && (counted || client === "leaves after the usage");
  return asks ? { stream_options: { include_usage: true } } : {};
}

async function read(answer: Promise<Response>, see: (sofar: string) => void): Promise<string> {
  let text = "";
  try {
    const decoder = new TextDecoder();
    for await (const bytes of (await answer).body!) {
      text += decoder.decode(bytes, { stream: true });
      see(text);
    }
  } catch (error) {
    if ((error as Error).name === "TimeoutError") throw error;
  }
  return text;
}
