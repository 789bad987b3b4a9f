import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, startClient, type Tally } from "../load/client.ts";
import { clearScratch, gatewayMarks, type Proxy, startGateway } from "../load/sides.ts";
import { startListening } from "../machine/spawn.ts";
import { smoke } from "../mode.ts";

/** What the gateway's process made while it answered. */
interface Counted {
  readonly counts: Readonly<Record<string, number>>;
  /** By the places in the code: what to look for when a number is wrong. */
  readonly sites: Readonly<Record<string, number>>;
}

const counter = new URL("constructions/counter.mjs", import.meta.url).href;
const heavy: readonly string[] = [
  "Headers",
  "Request",
  "Response",
  "AbortController",
  "ReadableStream",
  "TransformStream",
  "WritableStream",
  "URL",
];

let upstream: Awaited<ReturnType<typeof startListening>>;
let client: Client;

beforeAll(async () => {
  upstream = await startListening("upstream.mjs", { core: "around" });
  client = startClient();
}, 30_000);

afterAll(async () => {
  await Promise.all([client, upstream].map((running) => running?.stop()));
  clearScratch();
});

describe.each([
  ["auth and fallback", false],
  ["auth and all plugins that wrap", true],
])("the default path, with %s", (_with, wrapped) => {
  let gateway: Proxy;
  beforeAll(async () => {
    const mode = { ...smoke, node: [...smoke.node, "--import", counter] };
    gateway = await startGateway(upstream.port, mode, { wrapped, ipc: true });
  }, 30_000);
  afterAll(() => gateway?.stop());

  test("the counter sees what a gateway makes while it starts", async () => {
    const { counts } = await ask(gateway, "counts");
    expect([counts["URL"], counts["JSON.parse"]]).toEqual([expect.any(Number), expect.any(Number)]);
  });

  test("answers 100 JSON requests without a web object and with one small JSON.parse each", async () => {
    const { tally, counted } = await counting(gateway, "json", 4, 25);
    const parses = places(counted, ["JSON.parse"]);
    expect([tally.answers, tally.bad, tally.problem]).toEqual([100, 0, ""]);
    expect(places(counted, heavy)).toEqual([]);
    expect({ parses, times: counted.counts["JSON.parse"] }).toEqual({ parses, times: 100 });
  });

  test("answers 4 streams of 202 events without a web object", async () => {
    const { tally, counted } = await counting(gateway, "stream", 4, 1);
    expect([tally.answers, tally.events, tally.bad, tally.problem]).toEqual([4, 808, 0, ""]);
    expect(places(counted, heavy)).toEqual([]);
  });
});

/** The first request of a kind may make what is then kept; it is not counted. */
async function counting(
  gateway: Proxy,
  kind: "json" | "stream",
  connections: number,
  each: number,
): Promise<{ tally: Tally; counted: Counted }> {
  const order = { kind, port: gateway.port, headers: [], marks: gatewayMarks };
  await client.run({ ...order, connections: 1, each: 1 });
  await ask(gateway, "reset");
  const tally = await client.run({ ...order, connections, each });
  return { tally, counted: await ask(gateway, "counts") };
}

async function ask(gateway: Proxy, word: string): Promise<Counted> {
  gateway.child.send(word);
  const [counted] = (await once(gateway.child, "message")) as [Counted];
  return counted;
}

function places({ sites }: Counted, names: readonly string[]): readonly string[] {
  const those = Object.entries(sites).filter(([site]) => names.includes(site.split(" <", 1)[0]!));
  return those.map(([site, times]) => `${times} × ${site}`);
}
