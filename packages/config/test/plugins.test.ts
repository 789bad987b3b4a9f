/** Plugin names become code: found from the config's folder, then with the gateway; their options are checked like the config. */
import { join } from "node:path";
import { definePlugin } from "@headgate/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ConfigError, type ConfigIssue, type PluginEntry, resolvePlugins } from "../src/index.ts";
import { type Files, folder } from "./folder.ts";

/** A plugin as a file that imports nothing. `strict` stands for a schema: it takes anything. */
const plugin = (name: string, api = 1): string => `
  const spec = { api: ${api}, name: "${name}", config: { safeParse: () => ({ success: true }) }, setup: () => ({}) };
  export default Object.assign((options, use = {}) => ({ name: use.as ?? spec.name, spec, options, onError: use.onError ?? "closed", deadlineMs: use.deadlineMs ?? 5000 }), { spec });
`;
const installed = (name: string, exports: unknown, more: Files = {}): Files => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, type: "module", exports }),
  [`node_modules/${name}/index.js`]: plugin(name),
  ...Object.fromEntries(Object.entries(more).map(([file, text]) => [`node_modules/${name}/${file}`, text])),
});

describe("a plugin is found", () => {
  it.each<[name: string, files: Files, entry: string]>([
    ["beside the config", { "my-plugin.js": plugin("mine") }, "./my-plugin.js"],
    ["under exports that only know import", installed("p", { ".": { import: "./index.js" } }), "p"],
    ["under exports that only know default", installed("p", { default: "./index.js" }), "p"],
    ["under exports that are one string", installed("p", "./index.js"), "p"],
    [
      "under nested conditions",
      installed("p", { ".": { browser: "./no.js", node: { require: "./no.cjs", import: "./index.js" } } }),
      "p",
    ],
    ["under a subpath", installed("p", { "./sub": "./index.js" }), "p/sub"],
    ["without exports", installed("p", undefined), "p"],
    ["in a scope", installed("@me/headgate-plugin-p", { import: "./index.js" }), "@me/headgate-plugin-p"],
    [
      "from its source, before its build",
      installed("p", { "@headgate/source": "./src/p.ts", default: "./no.js" }, { "src/p.ts": plugin("p") }),
      "p",
    ],
  ])("%s", async (_, files, entry) => {
    const { path } = folder(files);
    const [use] = await resolvePlugins([entry], { file: join(path, "headgate.config.json") });
    expect(use?.spec.setup).toBeTypeOf("function");
  });

  it("with the gateway, when the config's folder does not have it, and there first when it has", async () => {
    const gateway = folder({ ...installed("a", "./index.js"), ...installed("b", "./index.js") });
    const own = folder({ ...installed("b", "./index.js"), "node_modules/b/index.js": plugin("own b") });
    const options = { file: join(own.path, "headgate.config.json"), gateway: join(gateway.path, "main.js") };
    expect((await resolvePlugins(["a", "b"], options)).map(({ name }) => name)).toEqual(["a", "own b"]);
  });
});

it("keeps the order, the options and how each is used", async () => {
  const { path } = folder(installed("p", "./index.js"));
  const entries: PluginEntry[] = [
    "p",
    ["p", { a: 1 }],
    ["p", {}, { as: "second", onError: "open", deadlineMs: 10 }],
    made({ chain: 1 }),
  ];
  const uses = await resolvePlugins(entries, { file: join(path, "headgate.config.ts") });
  expect(uses.map(({ name, options, onError, deadlineMs }) => ({ name, options, onError, deadlineMs }))).toEqual([
    { name: "p", options: {}, onError: "closed", deadlineMs: 5000 },
    { name: "p", options: { a: 1 }, onError: "closed", deadlineMs: 5000 },
    { name: "second", options: {}, onError: "open", deadlineMs: 10 },
    { name: "made", options: { chain: 1 }, onError: "closed", deadlineMs: 5000 },
  ]);
});

const made = definePlugin({
  api: 1,
  name: "made",
  config: z.strictObject({
    chain: z.int().min(1).optional(),
    mode: z.enum(["closed", "open"]).optional(),
    rules: z
      .array(z.strictObject({ model: z.string() }).refine(({ model }) => model !== "no", "a model that is not no"))
      .optional(),
    note: z.number().optional(),
    secret: z.string().min(8, "a secret has 8 characters: is its variable set?").optional(),
    code: z.string().min(4).regex(/^\d*$/).optional(),
  }),
  setup: () => ({}),
});
/** As if a file had said it: nothing is typed there. */
const use = (options: unknown): PluginEntry => made(options as object);

const faults: readonly [name: string, entry: PluginEntry, issue: ConfigIssue][] = [
  [
    "an unknown option",
    use({ chian: 1 }),
    {
      path: "plugins[1].options.chian",
      found: 'the unknown key "chian"',
      expected: "one of chain, mode, rules, note, secret, code",
      suggestion: "chain",
    },
  ],
  [
    "an unknown option further down",
    use({ rules: [{ model: "a", modle: 1 }] }),
    {
      path: "plugins[1].options.rules[0].modle",
      found: 'the unknown key "modle"',
      expected: "one of model",
      suggestion: "model",
    },
  ],
  ["a wrong number", use({ chain: 0 }), { path: "plugins[1].options.chain", found: "0", expected: "an integer of at least 1" }],
  [
    "a slip in a word",
    use({ mode: "opne" }),
    { path: "plugins[1].options.mode", found: '"opne"', expected: 'one of "closed", "open"', suggestion: "open" },
  ],
  [
    "text, which may be a secret",
    use({ note: "sk-canary" }),
    { path: "plugins[1].options.note", found: "a string", expected: "a number" },
  ],
  [
    "what the plugin itself refuses",
    use({ rules: [{ model: "no" }] }),
    { path: "plugins[1].options.rules[0]", found: "an object", expected: "something else: a model that is not no" },
  ],
  [
    "what the plugin's author has words for",
    use({ secret: "short" }),
    {
      path: "plugins[1].options.secret",
      found: "a string",
      expected: "something else: a secret has 8 characters: is its variable set?",
    },
  ],
  [
    "what its author has none for",
    use({ code: "123" }),
    {
      path: "plugins[1].options.code",
      found: "a string",
      expected: "a string of at least 4 characters that matches /^\\d*$/",
    },
  ],
  ["options that are no object", use(3), { path: "plugins[1].options", found: "3", expected: "an object" }],
  [
    "no plugin",
    "./number.js",
    { path: "plugins[1]", found: "a number as default export", expected: "a default export made by definePlugin" },
  ],
  [
    "null",
    "./null.js",
    { path: "plugins[1]", found: "null as default export", expected: "a default export made by definePlugin" },
  ],
  [
    "a function that is not a plugin",
    "./function.js",
    { path: "plugins[1]", found: "a function as default export", expected: "a default export made by definePlugin" },
  ],
  [
    "no default export",
    "./named.js",
    { path: "plugins[1]", found: "no default export", expected: "a default export made by definePlugin" },
  ],
  ["another contract", "./future.js", { path: "plugins[1]", found: "a plugin for api 2", expected: "a plugin for api 1" }],
  [
    "a module that throws",
    "./throws.js",
    { path: "plugins[1]", found: "a module that cannot be loaded: no luck", expected: "a plugin" },
  ],
  [
    "a slip in a name",
    "@headgate/plugin-atuh",
    {
      path: "plugins[1]",
      found: '"@headgate/plugin-atuh", which was found neither in DIR nor with the gateway in DIR/gateway',
      expected: "an installed plugin",
      suggestion: "@headgate/plugin-auth",
    },
  ],
  [
    "a short name",
    ["mine", {}],
    {
      path: "plugins[1]",
      found: '"mine", which was found neither in DIR nor with the gateway in DIR/gateway',
      expected: "an installed plugin",
      suggestion: "headgate-plugin-mine",
    },
  ],
  [
    "a file that is not there",
    "./none.js",
    {
      path: "plugins[1]",
      found: '"./none.js", which was found neither in DIR nor with the gateway in DIR/gateway',
      expected: "an installed plugin",
    },
  ],
  [
    "a package that is not built",
    "broken",
    {
      path: "plugins[1]",
      found: '"broken", which was found neither in DIR nor with the gateway in DIR/gateway',
      expected: "an installed plugin",
    },
  ],
];

it.each(faults)("says where the fault is: %s", async (_, entry, issue) => {
  const { path } = folder({
    "ok.js": plugin("ok"),
    "number.js": "export default 5;",
    "null.js": "export default null;",
    "function.js": "export default () => {};",
    "named.js": "export const a = 1;",
    "future.js": plugin("future", 2),
    "throws.js": 'throw new Error("no luck");',
    ...installed("@headgate/plugin-auth", "./index.js"),
    ...installed("headgate-plugin-mine", "./index.js"),
    ...installed("broken", "./dist/index.js"),
  });
  const options = { file: join(path, "headgate.config.json"), gateway: join(path, "gateway/main.js") };
  const error = await resolvePlugins(["./ok.js", entry], options).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ConfigError);
  expect((error as ConfigError).issues).toEqual([{ ...issue, found: issue.found.replaceAll("DIR", path) }]);
});

it("reports the faults of all plugins at once", async () => {
  const error = await resolvePlugins([use({ chian: 1 }), "./none.js"], { file: "/nowhere/headgate.config.json" }).catch(
    (error: unknown) => error,
  );
  expect((error as ConfigError).issues.map(({ path }) => path)).toEqual(["plugins[0].options.chian", "plugins[1]"]);
});
