/** A changed config is taken without anybody noticing; a bad one changes nothing and says so; draining ends what it must. */
import { once } from "node:events";
import { rename, writeFile } from "node:fs/promises";
import { type ClientRequest, type IncomingMessage, request, type ServerResponse } from "node:http";
import { join } from "node:path";
import { startUpstream, type UpstreamStep } from "@headgate/testkit";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { folder, type Program, startProgram } from "./program.ts";

// Processes start slowly on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 60_000 });

const secret = "sk-a-secret-that-nobody-may-see";
const hi = 'data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}\n\n';
const ask = JSON.stringify({ model: "acme/m", messages: [{ role: "user", content: "Hello" }] });
const askStream = JSON.stringify({ ...(JSON.parse(ask) as object), stream: true });
const answers = (id: string): UpstreamStep[] => Array.from({ length: 9 }, () => ({ body: { id } }));

let cwd: string;
let gateway: Program & { url: string };
let stream: ServerResponse | undefined;
const config = (origin: string, more: object = {}): object => ({
  server: { drainMs: 3000 },
  providers: { acme: { baseUrl: `${origin}/v1`, allowPrivateNetwork: true, keys: [{ name: "k0", value: secret }] } },
  plugins: [["@headgate/plugin-auth", { anonymous: true }]],
  ...more,
});
const origins = { a: "", b: "" };

/** As editors and mounts do it: another file takes the name. */
async function replace(content: string | object): Promise<void> {
  await writeFile(join(cwd, "next"), typeof content === "string" ? content : JSON.stringify(content));
  await rename(join(cwd, "next"), join(cwd, "headgate.config.json"));
}
const times = (what: string): number => gateway.out().split(what).length - 1;
const reloaded = (count: number): Promise<unknown> => gateway.sees(new RegExp(`(?:"config reloaded"[^]*){${count}}`), "out");

function post(body?: string, length = body?.length ?? 0): ClientRequest {
  const headers = { "content-type": "application/json", "content-length": length };
  const sent = request(`${gateway.url}/v1/chat/completions`, { method: "POST", headers, agent: false });
  // Whoever waits for the answer is told by it; this is for requests that nobody waits for any more.
  sent.on("error", () => {});
  if (body !== undefined) sent.end(body);
  return sent;
}
async function answerOf(sent: ClientRequest): Promise<{ status: number; text: string }> {
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return { status: response.statusCode!, text: Buffer.concat(await response.toArray()).toString() };
}
const whoAnswers = async (): Promise<unknown> => (JSON.parse((await answerOf(post(ask))).text) as { id: unknown }).id;

/** A stream through the gateway whose upstream end the test holds. */
async function openStream(): Promise<{ text: () => string; ended: Promise<string> }> {
  const sent = post(askStream);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  let text = "";
  const ended = new Promise<string>((resolve) => response.once("close", () => resolve(response.complete ? "whole" : "torn")));
  response
    .on("error", () => {})
    .setEncoding("utf8")
    .on("data", (chunk: string) => (text += chunk));
  return { text: () => text, ended };
}

beforeEach(async () => {
  const step =
    (id: string): UpstreamStep =>
    (_request, body, response) => {
      if (body.includes('"stream":true')) {
        stream = response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(hi);
      } else response.setHeader("content-type", "application/json").end(`{"id":"${id}"}`);
    };
  const upstreams = await Promise.all(["a", "b"].map((id) => startUpstream(answers(id).map(() => step(id)))));
  for (const upstream of upstreams) onTestFinished(() => upstream.close());
  [origins.a, origins.b] = upstreams.map(({ origin }) => origin) as [string, string];
  cwd = await folder({ "headgate.config.json": config(origins.a) });
  gateway = await startProgram(cwd);
});

test("a changed file is taken; a stream that was open ends on the old config, in its own time", async () => {
  expect(await whoAnswers()).toBe("a");
  const open = await openStream();
  await replace(config(origins.b));
  await reloaded(1);
  expect(await whoAnswers()).toBe("b");
  stream!.end(`${hi}data: [DONE]\n\n`);
  expect([await open.ended, open.text()]).toEqual(["whole", `${hi}${hi}data: [DONE]\n\n`]);
});

test("a request whose body was still coming is answered all the same", async () => {
  const sent = post(undefined, ask.length);
  sent.write(ask.slice(0, 10));
  // The gateway has begun to read it once a later request has been answered.
  expect(await whoAnswers()).toBe("a");
  await replace(config(origins.b));
  await reloaded(1);
  sent.end(ask.slice(10));
  expect(await answerOf(sent)).toMatchObject({ status: 200 });
});

test("a bad file changes nothing, says what is wrong without its secrets, and the next good one is taken", async () => {
  await replace('{"providers":');
  await gateway.sees(/the changed config was not taken: the running one stays/, "out");
  await replace({ ...config(origins.b), prots: secret });
  await gateway.sees(/not taken[^]*not taken/, "out");
  expect(await whoAnswers()).toBe("a");
  expect([times("prots") > 0, times(secret), times("config reloaded")]).toEqual([true, 0, 0]);
  await replace(config(origins.b));
  await reloaded(1);
  expect(await whoAnswers()).toBe("b");
});

test("another host needs a restart, and everything else is taken without one", async () => {
  await replace(config(origins.b, { server: { host: "::1" } }));
  await gateway.sees(/"msg":"[^"]*restart needed"/, "out");
  await reloaded(1);
  expect([times("config reloaded"), await whoAnswers()]).toEqual([1, "b"]);
});

test("what is read once, at the start, says so when it changes, and is named", async () => {
  const kept = { server: { drainMs: 3000, headersLimitBytes: 4096 }, state: { folder: "elsewhere" }, log: { level: "debug" } };
  await replace(config(origins.b, kept));
  await reloaded(1);
  const said = Array.from(gateway.out().matchAll(/"msg":"(\S+) changed: restart needed"/g), ([, setting]) => setting);
  expect(said).toEqual(["server.headersLimitBytes", "state", "log.level"]);
});

describe("told to stop", () => {
  test("a stream that ends in time is whole, even on a config that was replaced", async () => {
    const open = await openStream();
    const old = stream!;
    await replace(config(origins.b));
    await reloaded(1);
    gateway.kill("SIGTERM");
    await gateway.sees(/"draining"/, "out");
    // Longer than any grace for bytes on their way, shorter than drainMs.
    await new Promise((resolve) => setTimeout(resolve, 900));
    old.end("data: [DONE]\n\n");
    expect([await open.ended, open.text().endsWith("[DONE]\n\n"), await gateway.code]).toEqual(["whole", true, 0]);
  });

  test("it says that it is not ready for as long as it drains", async () => {
    const open = await openStream();
    gateway.kill("SIGTERM");
    await gateway.sees(/"draining"/, "out");
    expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(503);
    stream!.end("data: [DONE]\n\n");
    expect([await open.ended, await gateway.code]).toEqual(["whole", 0]);
  });
});
