/** Faults × paths × places: whatever breaks, a client gets one whole answer or one clean error, never a hang or a half. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, test, vi } from "vitest";
import { clientKey, providerKey } from "../start/config.ts";
import { expectedOf } from "./expected.ts";
import { faults, timeoutsOf } from "./faults.ts";
import { paths } from "./paths.ts";
import { events, nameOf, places } from "./places.ts";
import { createReport } from "./report.ts";
import { openScene, type Scene } from "./scene.ts";
import { see, wordsOf } from "./seen.ts";

// A cell mostly waits, for a timer or for the log's next batch.
vi.setConfig({ maxConcurrency: 48 });

const cells = faults.flatMap((row, r) =>
  paths.flatMap((path, p) =>
    places.map((at) => {
      // Each client has a provider of its own, for a fault may leave its key out of use.
      const [raw, bySdk] = [`fault-${r}-${p}`, `fault-${r}-${p}-sdk`];
      const broken = `broken-${r}-${path.vendor.dialect}`;
      const names = { fault: row.name, way: path.name, place: at.place };
      return { row, path, at, ...names, broken, providers: { raw, bySdk } };
    }),
  ),
);
const named = new Map(
  cells.flatMap(({ row, path, broken, providers }) =>
    Object.values(providers).map((name) => {
      const faults = [{ model: broken, events, ...row.fault(path.vendor) }];
      return [name, { name, path, kind: row.kind, models: ["well", broken], faults, more: timeoutsOf(row, path.stream) }];
    }),
  ),
);

const tables = paths
  .filter(({ stream }) => !stream)
  .map((whole) => ({
    what: "The provider's fault",
    rows: faults.map(({ name }) => name),
    columns: paths
      .filter(({ name }) => name === whole.name || name === `${whole.name}, streamed`)
      .flatMap(({ name }) => places.map(({ suffix }) => name + suffix)),
  }));
const report = createReport("faults", tables);
let scene: Scene;
beforeAll(async () => {
  scene = await openScene([...named.values()]);
});
afterAll(async () => {
  await scene?.close();
  report.write();
});

describe.concurrent.each(cells)("$fault, $way, $place", ({ row, path, at, broken, providers }) => {
  const { place, spare, suffix } = at;
  const expected = expectedOf(row, path, at);
  const { kind, of, rescued } = expected;
  const answering = rescued ? nameOf(spare!, spare!.vendor(path)) : providers.raw;

  test(`${kind} for the client; calls, next request and log agree`, async ({ expect }) => {
    const user = randomUUID();
    const gateway = scene.gateways[place];
    const credentials = { ...path.client.credential(clientKey), "x-bf-session-id": user };
    const response = await scene.post(gateway, path, `${providers.raw}/${broken}`, user, credentials);
    const seen = await see(path, response);
    report.note(row.name, path.name + suffix, wordsOf(seen, of === "the first" ? "" : ` of ${of}`));

    expect(seen.kind).toBe(kind);
    if (seen.kind === "whole") expect(seen.text).toBe(expected.text);
    if (seen.kind === "error") expect([seen.status, seen.error.code]).toEqual([expected.status, row.error.code]);
    else expect(response.headers.get("x-bf-provider")).toBe(answering);
    if (seen.kind === "error frame") {
      expect(seen.error.code).toBe(row.error.code);
      expect(seen.text).not.toBe("");
      expect(expected.text.startsWith(seen.text)).toBe(true);
    }
    expect(response.headers.get("retry-after")).toBe((seen.kind === "error" && row.error.retryAfter) || null);

    const asked = of === "the first" ? [] : [spare!.key];
    expect(scene.tried(user)).toEqual({ primary: Array(expected.calls).fill(providerKey), spare: asked });

    const next = await scene.post(gateway, path, `${providers.raw}/well`, `next, ${user}`, credentials);
    await next.text();
    const good = row.key === "good" && row.kind !== "refusing";
    expect(scene.tried(`next, ${user}`).primary).toEqual(good ? [providerKey] : []);
    expect(next.ok).toBe(spare !== undefined || good);

    const id = response.headers.get("x-request-id");
    const line = await gateway.waitForLog((found) => found["id"] === id && found["msg"] === "request");
    expect(line).toMatchObject({ status: response.status, ended: expected.ended });
    const [model, credential] = rescued ? ["m", spare!.hint] : [broken, "sk-p...6789"];
    expect(line).toMatchObject({ provider: answering, model, credential });
    const { code, by } = row.error;
    expect(line["error"]).toEqual(kind === "whole" ? undefined : { code, by });
    const usage = line["usage"] as { readonly input: number; readonly output: number } | undefined;
    if (kind === "error") expect(usage).toBeUndefined();
    else expect(Math.min(usage!.input, usage!.output)).toBeGreaterThan(0);
    // A token to the word. Of a text that two have said it is the second's, who said all of it.
    if (seen.kind === "whole") expect(usage!.output).toBe(expected.text.split(" ").length);
  });

  test("the SDK hands out the same, and no half of an answer passes for a whole one", async ({ expect }) => {
    const { client } = path;
    const asked = path.ask(scene.gateways[place], `${providers.bySdk}/${broken}`, randomUUID());
    const heard = await asked.catch((error: unknown) => client.thrown(error) ?? error);
    const [{ status }, { code }] = [expected, row.error];
    if (kind === "whole") expect(heard).toBe(expected.text);
    else if (kind === "error") expect(heard).toEqual({ status, code });
    else expect(heard).toEqual({ status: client.framesTellStatus ? status : undefined, code });
  });
});
