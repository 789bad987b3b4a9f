/** The commands, as a shell sees them: what they print, where, and with which code they end. */
import { createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { folder, runProgram } from "./program.ts";

// Processes start slowly on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 60_000 });

const config = {
  providers: { acme: { baseUrl: "https://api.acme.test/v1", keys: [{ name: "k0", value: "env.ACME_KEY" }] } },
  plugins: [["@headgate/plugin-auth", { anonymous: true }], "@headgate/plugin-fallback"],
};
const env = { ACME_KEY: "sk-acme-key-0123456789" };

async function ends(files: Record<string, string | object>, args: string[], environment: Record<string, string> = {}) {
  const program = runProgram(await folder(files), args, environment);
  // One that does not end by itself is killed, and has no code then.
  const impatient = setTimeout(() => program.kill("SIGKILL"), 45_000);
  const code = await program.code;
  clearTimeout(impatient);
  return { code, said: program.said(), out: program.out() };
}

describe("check", () => {
  test("says what a good config comes to", async () => {
    const { code, out, said } = await ends({ "headgate.config.json": config }, ["check"], env);
    expect([code, said]).toEqual([0, ""]);
    expect(out).toMatch(/headgate\.config\.json: ok\n {2}providers: acme\n {2}plugins: auth, fallback, gateway-routes\n$/);
    expect(out).not.toContain(env.ACME_KEY);
  });

  test("of nothing at all is the demo, and ends", async () => {
    const { code, out } = await ends({}, ["check"]);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^no config file \(the demo\): ok\n {2}providers: openai, anthropic, gemini, cohere, mistral\n/),
    ]);
  });

  test("names every fault of a bad one, and no stack", async () => {
    const bad = { ...config, prots: 1, providers: { acme: { ...config.providers.acme, baseUrl: "nowhere" } } };
    const { code, out, said } = await ends({ "headgate.config.json": bad }, ["check"]);
    expect([code, out]).toEqual([1, ""]);
    expect(said).toMatch(/^headgate: .*headgate\.config\.json has 3 problems:\n/);
    for (const fault of ["prots", "providers.acme.baseUrl", "env.ACME_KEY, which is not set"]) expect(said).toContain(fault);
    expect(said).not.toMatch(/\n\s+at /);
  });

  test.each([
    ["missing file", ["check", "--config", "nope.json"], /nope\.json.*no such file/s],
    ["plugin that is not there", ["check", "-c", "gone.json"], /plugins\[0\].*@headgate\/plugin-ahth/s],
    [
      "plugin that nobody serves",
      ["check", "-c", "lone.json"],
      /lone\.json has 1 problem:\n.*plugins\[0\].*such as @headgate\/plugin-auth/,
    ],
    ["private address", ["check", "-c", "private.json"], /providers\.acme\.baseUrl: .*is a private address/],
    ["unknown dialect", ["check", "-c", "dialect.json"], /providers\.acme\.dialect: found "klingon", expected one of: openai/],
  ])("says what is wrong with a %s", async (_name, args, message) => {
    const files = {
      "gone.json": { plugins: ["@headgate/plugin-ahth"] },
      "lone.json": { plugins: ["@headgate/plugin-governance"] },
      "private.json": { providers: { acme: { baseUrl: "http://10.0.0.1/v1" } } },
      "dialect.json": { providers: { acme: { baseUrl: "https://a.test/v1", dialect: "klingon" } } },
    };
    const { code, said } = await ends(files, args);
    expect([code, said]).toEqual([1, expect.stringMatching(message)]);
  });
});

test("explain draws the pipeline", async () => {
  const { code, out } = await ends({ "headgate.config.json": config }, ["explain"], env);
  expect(code).toBe(0);
  expect(out).toMatch(/^auth .*\n└ fallback .*\n {2}└ gateway-routes\n[^]*3 routes under \/health \(public\)\n[^]*└ upstream\n$/);
});

test("schema prints JSON for editors", async () => {
  const { code, out } = await ends({}, ["schema"]);
  const schema = JSON.parse(out) as { properties: object };
  expect([code, Object.keys(schema.properties)]).toEqual([
    0,
    expect.arrayContaining(["server", "providers", "models", "plugins"]),
  ]);
});

test.each([
  ["start", ["start", "--confg", "mine.json"], "unknown option --confg; expected --config"],
  ["schema", ["schema", "--config", "mine.json"], "unknown option --config; expected none"],
])("%s passes over no slip of the hand: another config would be served than the one that was meant", async (_, args, message) => {
  const { code, said, out } = await ends({}, args);
  expect([code, said, out]).toEqual([1, `headgate: ${message}\n`, ""]);
});

test.each([
  ["--version", /^\d+\.\d+\.\d+\n$/],
  ["key create --help", /USAGE headgate key create \[OPTIONS\]/],
])("%s is printed to standard output, without colours where that is no terminal", async (line, text) => {
  const { code, said, out } = await ends({}, line.split(" "), { NO_COLOR: "" });
  expect([code, said, out]).toEqual([0, "", expect.stringMatching(text)]);
  expect(out).not.toContain("\u001B");
});

test("a Node that is too old is told, instead of failing at something that it does not know", async () => {
  const older = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.18.3" } })';
  const { code, said, out } = await ends({}, ["schema"], {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(older)}`,
    // Newer ones warn of what the loader of this test uses.
    NODE_NO_WARNINGS: "1",
  });
  expect([code, said, out]).toEqual([1, "headgate: this is Node 20.18.3; expected 20.19 or later\n", ""]);
});

test.each([
  ["an unknown command", ["serve"], /Unknown command.*serve/],
  ["no command", [], /No command specified/],
])("%s is an error with the usage", async (_name, args, message) => {
  const { code, said, out } = await ends({}, args);
  expect([code, said, out]).toEqual([1, expect.stringMatching(message), ""]);
  expect(said).toMatch(/start\|check\|explain\|schema/);
});

describe("start that cannot start says why, and ends", () => {
  test.each<[string, Record<string, string>, RegExp]>([
    ["a PORT in words", { PORT: "http" }, /^headgate: PORT is "http"; expected a number from 0 to 65535\n$/],
    ["a PORT beyond all ports", { PORT: "70000" }, /^headgate: PORT is "70000"; expected a number from 0 to 65535\n$/],
    ["the demo for everybody", { HOST: "0.0.0.0" }, /^headgate: HOST is 0\.0\.0\.0: the demo is open to everyone and serves 127/],
    ["the demo on a name", { HOST: "example.test" }, /^headgate: HOST is example\.test: the demo/],
  ])("%s", async (_name, environment, message) => {
    const { code, said, out } = await ends({}, ["start"], environment);
    expect([code, said, out]).toEqual([1, expect.stringMatching(message), ""]);
  });

  test("a port that is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as AddressInfo;
    const { code, said } = await ends({}, ["start"], { PORT: String(port) });
    expect([code, said]).toEqual([
      1,
      `headgate: port ${port} on 127.0.0.1 is in use; expected a free one: stop what listens there, or set server.port or PORT (0 takes any)\n`,
    ]);
  });

  test("a PostgreSQL that is not there, and not its password", async () => {
    const state = { postgresUrl: "postgres://me:hunter2@127.0.0.1:1/kept" };
    const plugins = [["@headgate/plugin-auth", { anonymous: true }], "@headgate/plugin-governance"];
    const { code, said } = await ends({ "headgate.config.json": { server: { port: 0 }, state, plugins } }, ["start"]);
    const message = "postgres://127.0.0.1:1/kept: the database is not available right now: connect ECONNREFUSED 127.0.0.1:1";
    expect([code, said]).toEqual([1, `headgate: ${message}\n`]);
  });
});
