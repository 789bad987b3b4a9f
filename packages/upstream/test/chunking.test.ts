/** Where the network cuts a stream changes neither its bytes nor how it ends. */
import { array, assert, asyncProperty, boolean, constantFrom, nat } from "fast-check";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { openai } from "@headgate/dialects";
import { callOf, createClock, exchangeOf } from "@headgate/testkit";
import { createProviders, createUpstream } from "@headgate/upstream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listen, placeOf, streamed } from "./rig.ts";
import { done, hi, role, stop, usage } from "./stages.ts";

const error = 'event: error\ndata: {"error":{"message":"é"}}\n\n';
const comment = ": é\r\n\r\n";
const emoji = 'data: {"choices":[{"delta":{"content":"😀"}}]}\r\n\r\n';
const split = 'data: {"choices":\ndata: [{"delta":{"content":"x"}}]}\n\n';

let server: Server;
let chunks: readonly Buffer[] = [];
let send: (stream: readonly Buffer[]) => Promise<string>;
let close: () => Promise<void>;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.socket!.setNoDelay(true);
    for (const chunk of chunks) {
      response.write(chunk);
      // Lets each chunk leave alone.
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const providers = createProviders({ providers: { acme: placeOf(origin) }, models: {}, dialects: [openai] });
  const streams = { holdMs: 1000, eventBytes: 65_536, bufferBytes: 65_536, resume: false };
  const upstream = createUpstream({ dialects: [openai], providers, clock: createClock(), streams });
  close = () => providers.close();
  send = async (stream) => {
    chunks = stream;
    const x = exchangeOf({ json: streamed });
    const reply = await upstream(x, callOf(x));
    if (reply.body === null) return `${reply.status} ${JSON.stringify(reply.error)}`;
    const heard = listen(reply);
    const { ended, usage: used } = await heard.outcome;
    return `${ended} ${heard.text()} ${heard.frame} ${JSON.stringify(used)}`;
  };
});
afterAll(async () => {
  await close();
  server.closeAllConnections();
  server.close();
});

test("any chunking of the same bytes gives the same bytes and the same end", async () => {
  const frames = array(constantFrom(role, hi, emoji, split, comment, stop, usage, error, "data: {\n\n"), { maxLength: 8 });
  const cuts = array(nat({ max: 600 }), { maxLength: 12 });
  const property = assert(
    asyncProperty(frames, boolean(), cuts, async (those, whole, at) => {
      const bytes = Buffer.from(those.join("") + (whole ? done : ""));
      const sorted = [0, ...at.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
      const pieces = sorted.slice(1).map((end, i) => bytes.subarray(sorted[i], end));
      const [together, apart] = [await send([bytes]), await send(pieces)];
      if (together !== apart) throw new Error(`${together}\n≠\n${apart}`);
    }),
    { numRuns: 150, interruptAfterTimeLimit: 4000 },
  );
  await expect(property).resolves.toBeUndefined();
});
