/** `headgate key`, as a shell sees it: one line on the standard output, a hash in the database, and a gateway that knows it at once. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { binaries, type PostgresServer, startPostgres } from "../../../scripts/servers/postgres.ts";
import { folder, type Program, runProgram, startProgram } from "./program.ts";

// Processes start slowly on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 60_000 });

const client = "a-client-key-0000001";
const config = {
  plugins: [["@headgate/plugin-auth", { keys: [{ name: "web-app", value: client }] }], "@headgate/plugin-admin"],
};
const withConfig = (more: object = {}): Promise<string> => folder({ "headgate.config.json": { ...config, ...more } });

interface Ended {
  readonly code: number | null;
  readonly said: string;
  readonly out: string;
}

async function key(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const program: Program = runProgram(cwd, ["key", ...args], env);
  return { code: await program.code, said: program.said(), out: program.out() };
}

async function statusOf(url: string, value: string): Promise<number> {
  const response = await fetch(`${url}/api/plugins`, { headers: { authorization: `Bearer ${value}` } });
  await response.arrayBuffer();
  return response.status;
}

/** How long it takes until the gateway answers that, in ms. */
async function until(status: number, url: string, value: string): Promise<number> {
  const begun = performance.now();
  await expect.poll(() => statusOf(url, value), { timeout: 5000, interval: 20 }).toBe(status);
  return performance.now() - begun;
}

const reason = binaries ? "" : " (skipped: no initdb and postgres on this machine)";
describe.each([
  { where: "a file", isThere: true, state: async () => ({}) },
  {
    where: `PostgreSQL${reason}`,
    isThere: binaries !== undefined,
    state: async () => ({ postgresUrl: await server!.createDatabase() }),
  },
])("with the keys in $where", ({ isThere, state }) => {
  test.skipIf(!isThere)("a running gateway knows what other processes make and revoke within a second", async () => {
    const cwd = await withConfig({ state: await state() });
    const gateway = await startProgram(cwd);
    const [first, second] = [await key(cwd, ["create", "--name", "ops"]), await key(cwd, ["create", "--expires", "90d"])];
    const [ops, other] = [first.out.trim(), second.out.trim()];
    expect([first.code, second.code, first.out]).toEqual([0, 0, expect.stringMatching(/^sk-hg-admin-[\w-]{43}\n$/)]);
    for (const value of [ops, other]) expect(await until(200, gateway.url, value)).toBeLessThan(1500);
    expect(await statusOf(gateway.url, client)).toBe(403);
    expect(await key(cwd, ["revoke", "ops"])).toMatchObject({ code: 0, out: "", said: 'admin key "ops" is revoked\n' });
    expect(await until(401, gateway.url, ops)).toBeLessThan(1500);
    expect(await statusOf(gateway.url, other)).toBe(200);
    const { out } = await key(cwd, ["list"]);
    expect(out).toMatch(/^name +created +expires +state\nops +\S+Z +never +revoked \S+Z\nadmin-\w{8} +\S+Z +\S+Z +active\n$/);
    expect(gateway.out() + out).not.toContain(other.slice(12));
  });
});

let server: PostgresServer | undefined;
beforeAll(async () => {
  if (binaries) server = await startPostgres(binaries);
}, 60_000);
afterAll(() => server?.stop(), 60_000);

test("says for people what was made and where it is kept, and keeps no more than its hash", async () => {
  const cwd = await withConfig();
  const { said, out } = await key(cwd, ["create", "--name", "ops", "--expires", "2w"], { HEADGATE_DATA: "data" });
  expect(said).toMatch(
    /^admin key "ops", which expires \d{4}-\S+Z, is kept as a hash in \S+\/data\/headgate\.db\. This is the only/,
  );
  expect(said).not.toContain(out.trim());
  const files = readdirSync(join(cwd, "data"));
  const kept = files.map((name) => readFileSync(join(cwd, "data", name), "latin1")).join("");
  expect([files, kept.includes("sk-hg-admin"), kept.includes("ops")]).toEqual([["headgate.db"], false, true]);
});

test.each<[string, readonly string[], RegExp]>([
  ["a name with a colon", ["create", "--name", "a:b"], /cannot be named "a:b": expected up to 64 letters/],
  ["a name of the config", ["create", "--name", "web-app"], /a key of the config is named "web-app": choose another name/],
  ["an unknown duration", ["create", "--expires", "soon"], /--expires is "soon"; expected hours, days or weeks, such as 12h/],
  ["a misspelt option", ["create", "--expire", "90d"], /unknown option --expire; expected --name, --expires, --config/],
  ["a key that is not there", ["revoke", "nobody"], /no admin key is named "nobody", or it was revoked before/],
  ["a config that is not there", ["list", "--config", "nope.json"], /nope\.json/],
])("%s is refused, and nothing is printed for a script to take", async (_what, args, message) => {
  const { code, said, out } = await key(await withConfig(), args);
  expect([code, said, out]).toEqual([1, expect.stringMatching(message), ""]);
  expect(said).toMatch(/^headgate: (?![^]*\n\s+at )/);
});

test("a name that is taken is refused", async () => {
  const cwd = await withConfig();
  await key(cwd, ["create", "--name", "ops"]);
  const { code, said, out } = await key(cwd, ["create", "--name", "ops"]);
  expect([code, out, said]).toEqual([1, "", expect.stringMatching(/there is an admin key named "ops": choose another name/)]);
});

test("no key is made where no auth plugin would check it", async () => {
  const { code, said, out } = await key(await withConfig({ plugins: ["@headgate/plugin-fallback"] }), ["create"]);
  expect([code, out, said]).toEqual([1, "", "headgate: no auth plugin is listed that could check an admin key\n"]);
});

test("a database that is not there is named with the reason, and without its password", async () => {
  const cwd = await withConfig({ state: { postgresUrl: "postgres://me:a-very-secret-word@127.0.0.1:1/gateway" } });
  const { code, said } = await key(cwd, ["list"]);
  expect([code, said]).toEqual([
    1,
    expect.stringMatching(/^headgate: postgres:\/\/127\.0\.0\.1:1\/gateway: .*not available.*ECONNREFUSED/),
  ]);
  expect(said).not.toContain("secret-word");
});

test("a gateway that nobody shows such a key makes no database", async () => {
  const cwd = await withConfig();
  const gateway = await startProgram(cwd);
  expect([await statusOf(gateway.url, client), await statusOf(gateway.url, "a-key-of-nobody")]).toEqual([403, 401]);
  gateway.kill("SIGTERM");
  expect(await gateway.code).toBe(0);
  expect(readdirSync(cwd).flatMap((name) => (name === ".headgate" ? readdirSync(join(cwd, name)) : []))).not.toContain(
    "headgate.db",
  );
});
