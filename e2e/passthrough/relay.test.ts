/** Promise: what the config lets through reaches its provider as it is and comes back as it is, with our key and no other. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeEach, expect, test } from "vitest";
import { clientKey } from "../start/config.ts";
import { openScene, secrets } from "./scene.ts";

const scene = await openScene();
const { provider, ask } = scene;
afterAll(() => scene.close());
beforeEach(() => {
  provider.received.length = 0;
  provider.answers.clear();
});

test.each([
  ["GET", "/openai_passthrough/v1/files?limit=2&key=mine&after=a%2Fb", "/v1/files?limit=2&after=a%2Fb", undefined],
  ["GET", "/openai_passthrough/v1/files/file-1/content", "/v1/files/file-1/content", undefined],
  ["DELETE", "/openai_passthrough/v1/files/file-1", "/v1/files/file-1", undefined],
  ["POST", "/openai_passthrough/v1/batches", "/v1/batches", '{"model":"spare/m","fallbacks":["spare/m"],"stream":true}'],
  ["POST", "/anthropic_passthrough/v1/messages/batches", "/v1/messages/batches", '{"requests":[]}'],
  ["GET", "/genai_passthrough/v1beta/files/x:download?alt=media", "/v1beta/files/x:download?alt=media", undefined],
])("%s %s", async (method, path, url, body) => {
  const headers = { cookie: "a=b", "x-goog-api-key": "mine", ...(body && { "content-type": "application/json" }) };
  const response = await ask(path, { method, headers, ...(body && { body }) });
  expect([response.status, await response.json()]).toEqual([200, { method, url, bytes: body?.length ?? 0 }]);
  const [asked] = provider.received;
  expect(asked!.body.toString()).toBe(body ?? "");
  const shown = JSON.stringify(asked!.headers);
  expect(shown).not.toMatch(/mine|cookie|x-bf/);
  expect(shown).not.toContain(clientKey);
  const own = path.startsWith("/openai") ? "files" : path.startsWith("/anthropic") ? "claude" : "google";
  for (const [name, all] of Object.entries(secrets)) expect([name, shown.includes(all[0])]).toEqual([name, name === own]);
});

test("a form goes byte by byte, and its answer is recorded without tokens", async () => {
  const form = Buffer.concat([Buffer.from("--b\r\nContent-Disposition: form-data; name=file\r\n\r\n"), randomBytes(300_000)]);
  const headers = { "content-type": "multipart/form-data; boundary=b" };
  const response = await ask("/openai_passthrough/v1/files", { method: "POST", headers, body: form });
  expect(response.status).toBe(200);
  const [asked] = provider.received;
  expect([asked!.body.equals(form), asked!.headers["content-type"]]).toEqual([true, headers["content-type"]]);
  const id = response.headers.get("x-request-id");
  await response.arrayBuffer();
  await expect
    .poll(async () => {
      const listed = (await (await fetch(`${scene.gateway.url}/api/usage/calls`)).json()) as { calls: Record<string, unknown>[] };
      return listed.calls.filter(({ correlation_id: its }) => its === id);
    })
    .toMatchObject([{ operation: "passthrough", provider: "files", model: "", ended: "complete", units: null, cost_nano: null }]);
});

test("5 MB of bytes come back as they are", async () => {
  const bytes = randomBytes(5_000_000);
  provider.answers.set(
    "/v1/files/f/content",
    (response) => void response.writeHead(200, { "content-type": "image/png" }).end(bytes),
  );
  const response = await ask("/openai_passthrough/v1/files/f/content");
  expect(response.headers.get("content-type")).toBe("image/png");
  expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
});

test("events come as they are sent, and what breaks off is torn", async () => {
  let go = (): void => {};
  provider.answers.set("/v1/files/f/events", (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).write("event: a\ndata: 1\n\n");
    go = () => void response.write("data: 2\n\n", () => response.destroy());
  });
  const response = await ask("/openai_passthrough/v1/files/f/events");
  const reader = response.body!.getReader();
  expect(Buffer.from((await reader.read()).value!).toString()).toBe("event: a\ndata: 1\n\n");
  go();
  expect(Buffer.from((await reader.read()).value!).toString()).toBe("data: 2\n\n");
  await expect(reader.read()).rejects.toThrow(/terminated|other side closed/);
});

test("a client that leaves takes the call with it", async () => {
  const closed = new Promise<void>((resolve) => {
    provider.answers.set("/v1/files/f/slow", (response) => {
      response.once("close", resolve);
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
    });
  });
  const leaving = new AbortController();
  const response = await ask("/openai_passthrough/v1/files/f/slow", { signal: leaving.signal });
  await response.body!.getReader().read();
  leaving.abort();
  await expect(closed).resolves.toBeUndefined();
});
