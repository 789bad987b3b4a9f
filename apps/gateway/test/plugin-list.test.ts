/** A plugin list that cannot serve is refused with the entry, what is wrong there, and the plugin that would put it right. */
import { definePlugin, key, type PluginUse, service } from "@headgate/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { checkPluginList } from "../src/plugin-list.ts";

const who = key<string>("principal");
const own = key<string>("own");
const facts = service<string>("gateway-facts");

type Words = Pick<Parameters<typeof definePlugin>[0], "needs" | "wants" | "gives" | "asks">;

function use(name: string, words: Words = {}, as?: string): PluginUse {
  const plugin = definePlugin({ api: 1, name, config: z.strictObject({}), setup: () => ({}), ...words });
  return plugin({}, as === undefined ? {} : { as });
}

const reads = { found: 'judge, which reads "own", before giver, which gives it', expected: "giver first" };
const unmet = { found: 'judge without a plugin that gives "own"', expected: "one that does before it" };

test.each([
  ["a need that nobody fills", [use("judge", { needs: [own] })], 0, unmet],
  [
    "a need that an installed plugin would fill",
    [use("judge", { needs: [who] })],
    0,
    {
      found: 'judge without a plugin that gives "principal"',
      expected: "one that does before it, such as @headgate/plugin-auth",
    },
  ],
  ["a need that only a second use would fill", [use("giver", { gives: [own] }, "b"), use("judge", { needs: [own] })], 1, unmet],
  ["a need that is filled too late", [use("judge", { needs: [own] }), use("giver", { gives: [own] })], 0, reads],
  ["a wish that is filled too late", [use("judge", { wants: [own] }), use("giver", { gives: [own] })], 0, reads],
  ["two of one name", [use("a"), use("a")], 1, { found: 'a second plugin named "a"', expected: expect.stringContaining('"as"') }],
  [
    "two givers of one key",
    [use("a", { gives: [own] }), use("b", { gives: [own] })],
    1,
    { found: 'b, which gives "own" as a does', expected: "one of the two" },
  ],
] as const)("refuses %s", async (_, uses, at, fault) => {
  const refused = checkPluginList(uses, "my.config.json");
  await expect(refused).rejects.toMatchObject({ file: "my.config.json", issues: [{ path: `plugins[${at}]`, ...fault }] });
});

test("names every fault of a list at once", async () => {
  const uses = [use("a", { needs: [own] }), use("b", { wants: [who] }), use("a")];
  await expect(checkPluginList(uses, "f")).rejects.toThrow(/f has 2 problems:\n {2}- plugins\[0\]: .*\n {2}- plugins\[2\]: /);
});

test.each([
  ["none", []],
  ["a wish that nobody fills", [use("a", { wants: [own] })]],
  ["what is needed before it", [use("giver", { gives: [own] }), use("judge", { needs: [own] })]],
  ["a service of the gateway itself", [use("judge", { asks: [facts] })]],
  ["a second use under another name", [use("giver", { gives: [own] }), use("giver", { gives: [own] }, "b")]],
])("takes a list with %s", async (_, uses) => {
  await expect(checkPluginList(uses, "f")).resolves.toBeUndefined();
});
