/** A file of one request, the batch that runs it, and one of each kind of thing with the key that made it. */
import { expect } from "vitest";
import type { Client } from "../start/sdks.ts";
import { type Ground, keyOf } from "./scene.ts";

export interface Batched {
  readonly file: { readonly id: string };
  readonly batch: { readonly id: string; readonly output_file_id?: string | null };
  /** Of all of them. */
  readonly key: string;
}

export function inputFile(name: string, input = "Hello"): { readonly file: File; readonly text: string } {
  const body = { model: "gpt-4o", input };
  const text = `${JSON.stringify({ custom_id: name, method: "POST", url: "/v1/responses", body })}\n`;
  return { file: new File([text], `${name}.jsonl`, { type: "application/jsonl" }), text };
}

export async function batchOf(ground: Ground, client: Client, name: string): Promise<Batched> {
  const [file, key] = await keyOf(ground, () => client.files.create({ file: inputFile(name).file, purpose: "batch" }));
  const [batch, asked] = await keyOf(ground, () =>
    client.batches.create({ input_file_id: file.id, endpoint: "/v1/responses", completion_window: "24h" }),
  );
  expect([batch.status, asked]).toEqual(["completed", key]);
  return { file, batch, key };
}

/** How to ask for something, and the key that made it. */
export type Kept = readonly [key: string, ask: (client: Client) => PromiseLike<unknown>];

/** Responses, files, batches and their answers, several of each. */
export async function storeAll(ground: Ground, client: Client, times = 8): Promise<readonly Kept[]> {
  const kept: Kept[] = [];
  for (let i = 0; i < times; i++) {
    const [{ id }, key] = await keyOf(ground, () => client.responses.create({ model: "openai/gpt-4o", input: "Hello" }));
    kept.push([key, (of) => of.responses.retrieve(id)]);
    const { file, batch, key: its } = await batchOf(ground, client, `kept-${i}`);
    kept.push([its, (of) => of.files.retrieve(file.id)]);
    kept.push([its, (of) => of.batches.retrieve(batch.id)]);
    kept.push([its, async (of) => (await of.files.content(batch.output_file_id!)).text()]);
  }
  expect(new Set(kept.map(([key]) => key)).size).toBeGreaterThan(1);
  return kept;
}

/** Each is found, with the key that made it. */
export async function findAll(ground: Ground, client: Client, kept: readonly Kept[]): Promise<void> {
  for (const [key, ask] of kept) {
    const [, asked] = await keyOf(ground, () => ask(client));
    expect(asked).toBe(key);
  }
}
