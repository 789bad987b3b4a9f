/** Promise: uploads can be jobs: what waits in a table is parsed again and sent with the same bytes. */
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Simulator, startSimulator } from "@headgate/simulator";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { localProvider } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";
import { until } from "./scene.ts";

let provider: Simulator;
let gateway: RunningGateway;
const folder = mkdtempSync(join(tmpdir(), "headgate-jobs-"));
const price = { input: 1, output: 4, cacheRead: 1, context: 100, maxOutput: 10 };
beforeAll(async () => {
  provider = await startSimulator({ models: ["whisper-1", "dall-e-2", "gpt-image-1"] });
  gateway = await startGateway({
    state: { folder },
    providers: { openai: localProvider(provider) },
    plugins: [
      ["@headgate/plugin-auth", { anonymous: true, openAdmin: true }],
      "@headgate/plugin-request-guard",
      "@headgate/plugin-usage",
      ["@headgate/plugin-governance", { prices: { "*": price } }],
      "@headgate/plugin-rate-limit",
      "@headgate/plugin-async-job",
      "@headgate/plugin-session-sticky",
      "@headgate/plugin-fallback",
      "@headgate/plugin-circuit-breaker",
      "@headgate/plugin-retry",
      "@headgate/plugin-key-failover",
    ],
  });
});
afterAll(async () => {
  await gateway?.stop();
  await provider?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => provider.reset());

const bytes = randomBytes(200_000);
const sha256 = createHash("sha256").update(bytes).digest("hex");
const file = new File([bytes], "upload.bin", { type: "application/x-test" });
const seen = { filename: "upload.bin", type: "application/x-test", size: bytes.length, sha256 };

const rows = [
  ["audio/transcriptions", { model: "openai/whisper-1", file }, { model: "whisper-1", file: seen }, "text"],
  ["audio/translations", { model: "openai/whisper-1", file }, { model: "whisper-1", file: seen }, "text"],
  [
    "images/edits",
    { model: "openai/gpt-image-1", image: file, prompt: "x" },
    { model: "gpt-image-1", image: seen, prompt: "x" },
    "data",
  ],
  ["images/variations", { model: "openai/dall-e-2", image: file, n: "2" }, { model: "dall-e-2", image: seen, n: 2 }, "data"],
] as const;

describe.each(rows)("%s", (path, fields, sent, shows) => {
  test("is answered at once", async () => {
    const { status, body } = await ask(`/v1/${path}`, formOf(fields));
    expect([status, body]).toMatchObject([200, { [shows]: expect.anything() as unknown, extra_fields: { provider: "openai" } }]);
    expect(provider.calls.at(-1)!.form).toEqual(sent);
  });

  test("is tried again with the same bytes after a failure", async () => {
    provider.script([{ status: 503, times: 1 }]);
    const { status } = await ask(`/v1/${path}`, formOf(fields));
    expect(status).toBe(200);
    expect(provider.calls.map(({ form }) => form)).toEqual([sent, sent]);
  });

  test("is a job that completes", async () => {
    const { status, body: job } = await ask(`/v1/async/${path}`, formOf(fields));
    expect([status, job]).toMatchObject([202, { status: "pending" }]);
    const end = await ended(`/v1/async/${path}/${String(job["id"])}`);
    expect(end).toMatchObject({ status: "completed", status_code: 200, result: { [shows]: expect.anything() as unknown } });
    expect(provider.calls.at(-1)!.form).toEqual(sent);
  });

  test("is no job when it asks for a stream", async () => {
    const { status } = await ask(`/v1/async/${path}`, formOf({ ...fields, stream: "true" }));
    expect(status).toBe(400);
    expect(provider.calls).toHaveLength(0);
  });
});

function formOf(fields: Readonly<Record<string, string | File>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

async function ended(path: string): Promise<Readonly<Record<string, unknown>>> {
  let job: Readonly<Record<string, unknown>> = {};
  await until(async () => (job = (await ask(path)).body)["completed_at"] !== undefined, "the job did not end");
  return job;
}

async function ask(path: string, body?: FormData): Promise<{ status: number; body: Readonly<Record<string, unknown>> }> {
  const response = await fetch(gateway.url + path, body ? { method: "POST", body } : {});
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
