/** The pool of keys on every path: which are tried and in which order, and what the client, the log and the next request see of it. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, test, vi } from "vitest";
import type { Fault } from "@headgate/simulator";
import { clientKey } from "../start/config.ts";
import { callersKey, k0, k1, k2, type Scenario, scenarios } from "./keys.ts";
import { paths } from "./paths.ts";
import { echo, type Place, places } from "./places.ts";
import { createReport } from "./report.ts";
import { openScene, type Scene } from "./scene.ts";
import { see } from "./seen.ts";
import { openai, type Vendor } from "./vendors.ts";

vi.setConfig({ maxConcurrency: 48 });

const cells = scenarios.flatMap((scenario, s) =>
  paths.flatMap((path, p) =>
    places.map((at) => ({ scenario, path, at, name: `pool-${s}-${p}`, what: scenario.name, way: path.name, place: at.place })),
  ),
);
const named = new Map(
  cells.map(({ name, path, scenario: { keys, says, callersKey: own } }) => [
    name,
    {
      name,
      path,
      models: [name],
      faults: Object.entries(says).map(([key, fault]) => ({ model: name, key, ...fault(path.vendor) })),
      more: { keys: keys.map((value, i) => ({ name: `k${i}`, value })), byok: own !== undefined },
    },
  ]),
);

const report = createReport("keys", [
  {
    what: "Scenario",
    rows: scenarios.map(({ name }) => name),
    columns: [...places.map(({ place }) => headOf(place)), "the next request tries"],
  },
]);
let scene: Scene;
beforeAll(async () => {
  scene = await openScene([...named.values()], [k0, k1, k2, callersKey]);
});
afterAll(async () => {
  await scene?.close();
  report.write();
});

describe.concurrent.each(cells)("$what, $way, $place", ({ scenario, path, at, name }) => {
  const { place, spare, tries } = at;
  const rescued = spare !== undefined && scenario.rescued;
  const status = rescued ? 200 : scenario.status;

  test("the right keys are tried, and answer, next request and log agree", async ({ expect }) => {
    const user = randomUUID();
    const gateway = scene.gateways[place];
    const own = scenario.callersKey;
    const { client, vendor } = path;
    const credentials = own === undefined ? own : { "x-bf-vk": clientKey, "x-bf-direct-key": "true", ...client.credential(own) };
    const response = await scene.post(gateway, path, `${name}/${name}`, user, credentials);
    let words: string;
    expect(response.status).toBe(status);
    expect(response.headers.get("retry-after")).toBe((!rescued && scenario.retryAfter) || null);
    expect(response.headers.get("retry-after-ms") === null).toBe(response.headers.get("retry-after") === null);
    if (status === 200) {
      const text = rescued ? spare.text(path) : echo;
      expect(await see(path, response)).toEqual({ kind: "whole", text });
      words = rescued ? "whole answer of the other" : "whole answer";
    } else {
      const raw = await response.text();
      const error = client.errorIn(JSON.parse(raw));
      expect(response.headers.get("content-type")).toBe("application/json");
      if (scenario.error) {
        expect(error).toEqual({ ...scenario.error, type: client.typeOf(scenario.error.type), param: null });
        expect(raw).not.toMatch(/Rate limit exceeded|Invalid API key|API key not valid/);
      } else if (client.dialect === vendor.dialect) expect(JSON.parse(raw)).toEqual(refusalOf(scenario)(vendor).body);
      else expect(error).toMatchObject(wordsIn(refusalOf(scenario)));
      const wait = response.headers.get("retry-after");
      words = `${response.status} ${error.code}${wait === null ? "" : `, retry-after ${wait}`}`;
    }

    const again = scenario.repeated ? tries : 1;
    const repeated = (keys: readonly string[]): readonly string[] => Array<readonly string[]>(again).fill(keys).flat();
    const tried = scene.tried(user);
    report.note(scenario.name, headOf(place), `${namesOf(scenario, tried.primary)}: ${words}`);
    expect(tried).toEqual({ primary: repeated(scenario.tried), spare: rescued ? [spare.key] : [] });

    // Before the line, for which the log takes its time: the shortest of the rests is three seconds.
    await scene.post(gateway, path, `${name}/${name}`, `next, ${user}`).then((next) => next.text());
    const next = scene.tried(`next, ${user}`).primary;
    report.note(scenario.name, "the next request tries", namesOf(scenario, [...new Set(next)]));
    expect(next).toEqual(repeated(scenario.next));

    const id = response.headers.get("x-request-id");
    const line = await gateway.waitForLog((found) => found["id"] === id && found["msg"] === "request");
    expect(line).toMatchObject({ status, credential: rescued ? spare.hint : scenario.hint });
  });
});

test("no key is ever printed whole", async ({ expect }) => {
  // The log comes in batches, the last one at the end.
  await scene.close();
  for (const gateway of Object.values(scene.gateways)) {
    for (const key of new Set(scenarios.flatMap(({ keys, tried }) => [...keys, ...tried])))
      expect(gateway.stdout() + gateway.stderr()).not.toContain(key);
  }
});

/** What the last key was told. */
function refusalOf({ says, tried }: Scenario): (vendor: Vendor) => Fault {
  return says[tried.at(-1)!]!;
}

/** In no dialect's envelope: what another dialect makes of it. */
function wordsIn(refusal: (vendor: Vendor) => Fault): object {
  const { message, code } = (refusal(openai).body as { readonly error: Readonly<Record<string, string>> }).error;
  return { message, code };
}

function headOf(place: Place): string {
  return place === "everything" ? "everything on" : place;
}

/** Keys by their place in the pool. */
function namesOf({ keys }: Scenario, tried: readonly (string | undefined)[]): string {
  const names = tried.map((key) => (key === callersKey ? "its own" : `k${keys.indexOf(key!)}`));
  return names.length === 0 ? "none" : names.join(", ");
}
