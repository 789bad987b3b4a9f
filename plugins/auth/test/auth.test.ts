/** Who gets in, as whom, and what the others are told. */
import { createPipeline, reply } from "@headgate/core";
import { conform, createHost, credentialOf, type Ran, run, scriptedSend, type TestRequest } from "@headgate/testkit";
import { Principal } from "@headgate/words";
import auth, { type AuthOptions } from "@headgate/plugin-auth";
import { describe, expect, test } from "vitest";

const [member, operator, stranger, foreign] = [
  "member-key-000001",
  "operator-key-0001",
  "stranger-key-0001",
  "sk-bf-nobody-0001",
];
const keys = [
  { name: "web-app", value: member },
  { name: "operator", value: operator, admin: true },
];
const bearer = (key: string): TestRequest => ({ headers: { authorization: `Bearer ${key}` } });

test.each(conform(auth, { keys }, { request: bearer(member) }))("$name", async ({ run: check }) => {
  await expect(check()).resolves.toBeUndefined();
});

/** The place's name and a request that shows a key there; the first that is present counts. */
const places: readonly (readonly [string, (key: string) => TestRequest])[] = [
  ["x-bf-vk", (key) => ({ headers: { "x-bf-vk": key } })],
  ["authorization: Bearer", bearer],
  ["x-api-key", (key) => ({ headers: { "x-api-key": key } })],
  ["x-goog-api-key", (key) => ({ headers: { "x-goog-api-key": key } })],
  ["api-key", (key) => ({ headers: { "api-key": key } })],
  ["?key=", (key) => ({ query: `?alt=sse&key=${encodeURIComponent(key)}` })],
];
const spellings: typeof places = [
  ["authorization: bearer", (key) => ({ headers: { authorization: `bearer ${key}` } })],
  ["authorization: BEARER with spaces", (key) => ({ headers: { authorization: `BEARER   ${key} ` } })],
  ["a key between spaces", (key) => ({ headers: { "x-api-key": ` ${key} ` } })],
  ["a query without its question mark", (key) => ({ query: `key=${key}` })],
];

describe.each([...places, ...spellings])("a credential in %s", (_place, showing) => {
  test("says who asks", async () => {
    expect(await outcomeOf(showing(member))).toBe("web-app");
    expect(await outcomeOf(showing(operator))).toBe("operator");
  });
  test("that nobody has is refused", async () => {
    expect(await outcomeOf(showing(stranger))).toBe("401 invalid_api_key");
    expect(await outcomeOf(showing(foreign))).toBe("401 invalid_api_key");
  });
  test("that nobody has is ignored in anonymous mode, but for a key of ours", async () => {
    expect(await outcomeOf(showing(stranger), { anonymous: true })).toBe("anonymous");
    expect(await outcomeOf(showing(foreign.toUpperCase()), { anonymous: true })).toBe("403 virtual_key_not_found");
  });
});

test.each(places.flatMap((first, i) => places.slice(i + 1).map((later) => [first[0], later[0], first[1], later[1]] as const)))(
  "%s counts before %s",
  async (_first, _later, first, later) => {
    const both = (one: TestRequest, other: TestRequest): TestRequest => ({
      ...one,
      ...other,
      headers: { ...one.headers, ...other.headers },
    });
    expect(await outcomeOf(both(first(member), later(stranger)))).toBe("web-app");
    expect(await outcomeOf(both(first(stranger), later(member)))).toBe("401 invalid_api_key");
  },
);

test.each<readonly [string, TestRequest]>([
  ["no header at all", {}],
  ["Basic credentials", { headers: { authorization: `Basic ${Buffer.from(`me:${member}`).toString("base64")}` } }],
  ["authorization without a scheme", { headers: { authorization: member } }],
  ["Bearer without a key", { headers: { authorization: "Bearer " } }],
  ["an empty x-api-key", { headers: { "x-api-key": "" } }],
  ["another query field that ends in key", { query: `?monkey=${member}` }],
])("%s is not a credential", async (_what, request) => {
  expect(await outcomeOf(request)).toBe("401 missing_api_key");
  expect(await outcomeOf(request, { anonymous: true })).toBe("anonymous");
});

test("looks further when a place is empty or has another scheme", async () => {
  expect(await outcomeOf({ headers: { "x-bf-vk": "", authorization: "Basic bWU6bWU=", "x-api-key": member } })).toBe("web-app");
});

const refusals = ["401 missing_api_key", "401 invalid_api_key", "401 invalid_api_key"];
const adminRefusals = [...refusals.slice(0, 2), "403 virtual_key_not_found", "403 admin_required", "operator"];
const nobody = Array(5).fill("nobody") as string[];

/** The README's table: what no credential, an unknown one, an unknown one of ours, a key and an admin key get. */
test.each<readonly ["client" | "admin" | "public", AuthOptions, readonly string[]]>([
  ["client", {}, [...refusals, "web-app", "operator"]],
  ["client", { anonymous: true }, ["anonymous", "anonymous", "403 virtual_key_not_found", "web-app", "operator"]],
  ["admin", {}, [...refusals, "403 admin_required", "operator"]],
  ["admin", { anonymous: true }, adminRefusals],
  ["public", {}, nobody],
  ["public", { anonymous: true }, nobody],
])("guards a %s route with %o", async (access, options, expected) => {
  const shown = [undefined, stranger, foreign, member, operator];
  const outcomes = shown.map((key) => outcomeOf({ access, ...(key && bearer(key)) }, options));
  expect(await Promise.all(outcomes)).toEqual(expected);
});

test("gives a principal that is safe to log", async () => {
  const { x } = await ask(bearer(operator));
  expect(x.get(Principal)).toEqual({ id: "operator", name: "operator", kind: "key", admin: true });
  const visitor = await ask({}, { anonymous: true });
  expect(visitor.x.get(Principal)).toEqual({ id: "anonymous", name: "anonymous", kind: "anonymous", admin: false });
});

test("tells a client without a key which headers it may use", async () => {
  const { error } = await ask({});
  for (const header of ["Authorization: Bearer", "x-api-key", "x-goog-api-key", "api-key", "x-bf-vk"])
    expect(error?.message).toContain(header);
});

test.each([
  ["sk-proj-abcdefghijklmnop", "sk-***mnop"],
  ["12345678901234567890", "123***7890"],
  ["1234567890123456789", "***"],
  ["x", "***"],
])("quotes %s as %s", async (key, mask) => {
  expect((await ask(bearer(key))).error?.message).toBe(`Incorrect API key provided: ${mask}.`);
});

test.each<readonly [string, unknown, RegExp]>([
  ["neither keys nor anonymous", {}, /"keys":.*"anonymous": true/],
  ["an empty list of keys", { keys: [] }, /nobody could get in/],
  ["an empty secret", { keys: [{ name: "a", value: "" }] }, /auth\.keys\.0\.value: .*environment variable/],
  ["a short secret", { keys: [{ name: "a", value: "short12" }] }, /auth\.keys\.0\.value: .*fewer than 8/],
  ["a secret with a space", { keys: [{ name: "a", value: "s3cret phrase" }] }, /auth\.keys\.0\.value: .*visible ASCII/],
  ["a key without a name", { keys: [{ name: "", value: member }] }, /auth\.keys\.0\.name/],
  ["a key named anonymous", { keys: [{ name: "anonymous", value: member }] }, /auth\.keys\.0\.name: .*choose another/],
  ["one name twice", { keys: [...keys, { name: "web-app", value: stranger }] }, /auth\.keys\.2\.name: the same name as keys\.0/],
  ["one secret twice", { keys: [...keys, { name: "b", value: member }] }, /auth\.keys\.2\.value: the same value as keys\.0/],
  ["an unknown option", { anonymous: true, public: true }, /"public"/],
])("does not start with %s", async (_what, options, message) => {
  const starting = createPipeline([auth(options as AuthOptions)], { upstream: scriptedSend([]), host: createHost() });
  await expect(starting).rejects.toThrow(message);
  await expect(starting).rejects.not.toThrow(/member-key|short12|s3cret/);
});

function ask(request: TestRequest, options: AuthOptions = {}): Promise<Ran> {
  return run([auth({ keys, ...options })], { request, send: (_x, call) => scriptedSend([{ status: 200 }])(_x, call) });
}

/** The principal's id, or the refusal's status and code. */
async function outcomeOf(request: TestRequest, options?: AuthOptions): Promise<string> {
  const { error, x } = await ask(request, options);
  return error ? `${error.status} ${error.code}` : (x.get(Principal)?.id ?? "nobody");
}

describe("a client that brings its own provider key", () => {
  const own = credentialOf("caller", "own-provider-key", ["https://openai.test"], "caller");
  const ask = async (request: TestRequest, anonymous = false): Promise<string> => {
    const send = scriptedSend([() => reply({ status: 200 })]);
    const { error, status } = await run([auth({ keys, anonymous })], { send, request, call: { credential: own } });
    return error ? `${status} ${error.code} after ${send.calls.length}` : `${status}`;
  };
  test("says who it is in x-bf-vk", async () => {
    expect(await ask({ headers: { "x-bf-vk": member, authorization: "Bearer own-provider-key" } })).toBe("200");
  });
  test("may be anonymous where everybody may", async () => {
    expect(await ask(bearer("own-provider-key"), true)).toBe("200");
  });
  test.each([bearer(member), { headers: { "x-api-key": member } }])(
    "cannot send a key of this gateway to the provider, %j",
    async (request) => {
      expect(await ask(request)).toBe("400 direct_key_missing after 0");
      expect(await ask(request, true)).toBe("400 direct_key_missing after 0");
    },
  );
});
