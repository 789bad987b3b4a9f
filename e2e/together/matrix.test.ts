/** Faults × paths × {alone, with a second provider}: whatever breaks, a client gets one whole answer or one clean error, never a hang or a half. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, test, vi } from "vitest";
import { clientKey, providerKey } from "../start/config.ts";
import { connect, openai7 } from "../start/sdks.ts";
import { type FaultRow, faults } from "./faults.ts";
import { paths } from "./paths.ts";
import { createReport } from "./report.ts";
import { deadlineMs, openScene, type Scene, spareAnswer, spareKey } from "./scene.ts";
import { type Seen, see, wordsOf } from "./seen.ts";

// A cell mostly waits, for a timer or for the log's next batch.
vi.setConfig({ maxConcurrency: 24 });

const cells = faults.flatMap((row, r) =>
  paths.flatMap((path, p) =>
    (["alone", "backed"] as const).map((place) => {
      // Each client has a provider of its own, for a fault may leave its key out of use.
      const [raw, bySdk] = [`fault-${r}-${p}`, `fault-${r}-${p}-sdk`];
      return { row, path, place, fault: row.name, way: path.name, broken: `broken-${r}`, providers: { raw, bySdk } };
    }),
  ),
);
const named = cells.flatMap(({ row, broken, providers }) =>
  Object.values(providers).map((name) => ({
    name,
    kind: row.kind,
    models: ["well", broken],
    faults: [{ model: broken, events: 40, ...row.fault }],
  })),
);

const report = createReport(faults, paths);
let scene: Scene;
beforeAll(async () => {
  scene = await openScene(named);
});
afterAll(async () => {
  await scene?.close();
  await report.write();
});

describe.concurrent.each(cells)("$fault, $way, $place", ({ row, path, place, broken, providers }) => {
  const strikes = path.stream ? row.strikes.streamed : row.strikes.whole;
  const rescued = place === "backed" && strikes === "before";
  const expected: Seen["kind"] = strikes === "never" || rescued ? "whole" : strikes === "before" ? "error" : "error frame";

  test(`${expected} for the client; calls, next request and log agree`, async ({ expect }) => {
    const user = randomUUID();
    const gateway = scene[place];
    const response = await scene.post(gateway, path.url, path.body(`${providers.raw}/${broken}`, user));
    const seen = await see(path, response);
    report.note(row, path, place, wordsOf(seen, rescued ? " of the other" : ""));

    expect(seen.kind).toBe(expected);
    if (seen.kind === "whole" && rescued) expect(seen.text).toBe(spareAnswer);
    else if (seen.kind !== "error") expect(seen.text).toMatch(/^You said: "hi"/);
    if (seen.kind === "error") expect([seen.status, seen.error.code]).toEqual([row.error.status, row.error.code]);
    else expect(response.headers.get("x-bf-provider")).toBe(rescued ? "spare" : providers.raw);
    if (seen.kind === "error frame") expect(seen.error.code).toBe(row.error.code);
    expect(response.headers.get("retry-after")).toBe((seen.kind === "error" && row.error.retryAfter) || null);

    const tried = row.kind === "refusing" ? [] : [providerKey];
    expect(scene.tried(user)).toEqual({ primary: tried, spare: rescued ? [spareKey] : [] });

    const next = await scene.post(gateway, path.url, path.body(`${providers.raw}/well`, `next, ${user}`));
    await next.text();
    expect(scene.tried(`next, ${user}`).primary).toEqual(row.key === "good" ? tried : []);
    expect(next.ok).toBe(place === "backed" || (row.key === "good" && row.kind !== "refusing"));

    const id = response.headers.get("x-request-id");
    const line = await gateway.waitForLog((found) => found["id"] === id && found["msg"] === "request");
    expect(line).toMatchObject({ status: response.status, ended: endingOf(expected, row) });
    const [provider, model, credential] = rescued ? ["spare", "m", "sk-s...6789"] : [providers.raw, broken, "sk-p...6789"];
    expect(line).toMatchObject({ provider, model, credential });
    const { code, by } = row.error;
    expect(line["error"]).toEqual(expected === "whole" ? undefined : { code, by });
    const usage = line["usage"] as { readonly input: number; readonly output: number } | undefined;
    if (expected === "error") expect(usage).toBeUndefined();
    else expect(Math.min(usage!.input, usage!.output)).toBeGreaterThan(0);
  });

  test("the SDK hands out the same, and no half of an answer passes for a whole one", async ({ expect }) => {
    const client = connect(openai7, scene[place], clientKey).withOptions({ timeout: deadlineMs });
    const asked = path.ask(client, `${providers.bySdk}/${broken}`, randomUUID());
    const heard = await asked.catch((error: unknown) => error as Error);
    if (expected === "whole") expect(heard).toMatch(rescued ? new RegExp(`^${spareAnswer}$`) : /^You said: "hi"/);
    else if (expected === "error") expect(heard).toMatchObject({ status: row.error.status, code: row.error.code });
    else expect(heard).toMatchObject({ status: undefined, code: row.error.code });
    if (expected !== "whole") expect(heard).toBeInstanceOf(openai7.APIError);
  });
});

/** In the log's words: somebody refuses in words of his own, a request fails when there were none. */
function endingOf(seen: Seen["kind"], { error }: FaultRow): string {
  if (seen === "whole") return "complete";
  if (seen === "error frame") return "cut";
  return error.by === "gateway" ? "failed" : "refused";
}
