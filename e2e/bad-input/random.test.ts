/** Promise: of ten thousand random bodies, none makes the gateway fail, none misleads a provider, and the next good one is served. */
import * as fc from "fast-check";
import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Shot, shots } from "./bodies.ts";
import { credentials, openScene, type Scene } from "./scene.ts";

const count = 10_000;
const lanes = 32;
const agent = new Agent({ keepAlive: true, maxSockets: lanes });

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(async () => {
  agent.destroy();
  await scene?.close();
});

test("10,000 random and damaged bodies are all answered below 500, in the error envelope, by a gateway that lives on", async () => {
  const volley = fc.sample(shots, { numRuns: count, seed: 20_261_120 });
  const statuses = new Map<number, number>();
  const faults: string[] = [];
  const lane = async (): Promise<void> => {
    for (let shot = volley.pop(); shot; shot = volley.pop()) {
      const { status, answer } = await fire(shot).catch((error: unknown) => ({ status: 0, answer: String(error) }));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (!isFair(status, answer))
        faults.push(`${shot.path} ${JSON.stringify(Buffer.from(shot.body).toString("latin1"))}: ${status} ${answer}`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));

  expect(faults.slice(0, 5)).toEqual([]);
  expect(scene.provider.misled.slice(0, 5)).toEqual([]);
  expect([...statuses.keys()].sort((a, b) => a - b)).toEqual([200, 400, 404]);
  // A volley that only ever missed would prove nothing.
  expect(Math.min(...statuses.values())).toBeGreaterThan(count / 200);
  await scene.goodRequest();
  expect(scene.gateway.logs().filter(({ level }) => Number(level) >= 50)).toEqual([]);
});

function isFair(status: number, answer: string): boolean {
  if (status === 200) return true;
  if (status < 400 || status >= 500) return false;
  const { error } = JSON.parse(answer) as { readonly error?: { readonly message?: unknown } };
  return typeof error?.message === "string";
}

function fire({ path, body }: Shot): Promise<{ status: number; answer: string }> {
  return new Promise((resolve, reject) => {
    const headers = { ...credentials, "content-type": "application/json", "content-length": body.length };
    const out = request(scene.gateway.url + path, { agent, method: "POST", headers }, (response) => {
      text(response).then((answer) => resolve({ status: response.statusCode!, answer }), reject);
    });
    out.on("error", reject).end(body);
  });
}
