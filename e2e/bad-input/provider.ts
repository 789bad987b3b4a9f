/** A strict provider: anything that is not JSON with the routed model gets a 500, which fails every test here. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface StrictProvider {
  readonly url: string;
  /** Bodies that should never have left the gateway. */
  readonly misled: readonly string[];
  close(): Promise<void>;
}

const whole = JSON.stringify({ object: "list", data: [], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } });
const delta = { choices: [{ index: 0, delta: { content: "x" }, text: "x", finish_reason: "stop" }] };
const streams: Readonly<Record<string, string>> = {
  "/v1/chat/completions": `data: ${JSON.stringify(delta)}\n\ndata: [DONE]\n\n`,
  "/v1/completions": `data: ${JSON.stringify(delta)}\n\ndata: [DONE]\n\n`,
  "/v1/responses": `event: response.completed\ndata: {"type":"response.completed","sequence_number":0,"response":{}}\n\n`,
};

export async function startStrictProvider(): Promise<StrictProvider> {
  const misled: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      const ask = read(body);
      if (ask?.model !== "m") {
        misled.push(body);
        response.writeHead(500).end();
      } else if (ask.stream === true) response.writeHead(200, { "content-type": "text/event-stream" }).end(streams[request.url!]);
      else response.writeHead(200, { "content-type": "application/json" }).end(whole);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    misled,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function read(body: string): { readonly model?: unknown; readonly stream?: unknown; readonly fallbacks?: unknown } | undefined {
  try {
    const parsed = JSON.parse(body) as { readonly fallbacks?: unknown };
    return parsed.fallbacks === undefined ? parsed : undefined;
  } catch {
    return undefined;
  }
}
