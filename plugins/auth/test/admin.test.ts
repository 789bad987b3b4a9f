/** Admin access is not client access. */
import type { TestRequest } from "@headgate/testkit";
import { Principal } from "@headgate/words";
import type { AuthOptions } from "@headgate/plugin-auth";
import { expect, test } from "vitest";
import { bearer, openGate } from "./scene.ts";

const [member, operator, root] = ["member-key-000001", "operator-key-0001", "root-key-00:000:01"];
const options: AuthOptions = {
  keys: [
    { name: "web-app", value: member },
    { name: "operator", value: operator, admin: true },
  ],
  adminKeys: [{ name: "root", value: root }],
};
const encoded = (text: string): string => Buffer.from(text).toString("base64");
const basic = (name: string, value: string): TestRequest => ({
  headers: { authorization: `Basic ${encoded(`${name}:${value}`)}` },
});
const raw = (authorization: string): TestRequest => ({ headers: { authorization } });

/** What is shown, and what comes of it on an admin route, a client route, and a client route where everybody may come in. */
test.each<readonly [string, TestRequest, string, string, string]>([
  ["nothing", {}, "401 missing_api_key", "401 missing_api_key", "anonymous anonymous"],
  ["an admin key as Bearer", bearer(root), "key root", "403 client_key_required", "403 client_key_required"],
  [
    "an admin key elsewhere",
    { headers: { "x-api-key": root } },
    "key root",
    "403 client_key_required",
    "403 client_key_required",
  ],
  ["an admin key as Basic", basic("root", root), "key root", "401 missing_api_key", "anonymous anonymous"],
  ["a client's admin key as Bearer", bearer(operator), "key operator", "key operator", "key operator"],
  ["a client's admin key as Basic", basic("operator", operator), "key operator", "401 missing_api_key", "anonymous anonymous"],
  ["a client's key as Bearer", bearer(member), "403 admin_required", "key web-app", "key web-app"],
  ["a client's key as Basic", basic("web-app", member), "403 admin_required", "401 missing_api_key", "anonymous anonymous"],
  ["the wrong name", basic("admin", root), "401 invalid_api_key", "401 missing_api_key", "anonymous anonymous"],
  ["the name of another", basic("operator", root), "401 invalid_api_key", "401 missing_api_key", "anonymous anonymous"],
  ["the wrong key", basic("root", `${root}1`), "401 invalid_api_key", "401 missing_api_key", "anonymous anonymous"],
  ["no colon", raw(`Basic ${encoded(root)}`), "401 invalid_api_key", "401 missing_api_key", "anonymous anonymous"],
  ["no base64", raw("Basic %%%"), "401 invalid_api_key", "401 missing_api_key", "anonymous anonymous"],
  ["an empty name and key", basic("", ""), "401 invalid_api_key", "401 missing_api_key", "anonymous anonymous"],
  ["Basic and no more", raw("Basic "), "401 missing_api_key", "401 missing_api_key", "anonymous anonymous"],
])("with %s", async (_what, request, admin, client, anonymous) => {
  const gate = await openGate(options);
  expect(await gate.ask({ ...request, access: "admin" })).toBe(admin);
  expect(await gate.ask(request)).toBe(client);
  expect(await (await openGate({ ...options, anonymous: true })).ask(request)).toBe(anonymous);
});

test("quotes nothing of a Basic credential", async () => {
  const { error } = await (await openGate(options)).send({ ...basic("admin", root), access: "admin" });
  expect(error?.message).toBe("Incorrect admin name or key.");
});

test.each<readonly [string, TestRequest, string]>([
  ["nobody", {}, "anonymous anonymous"],
  ["a client", bearer(member), "anonymous anonymous"],
  ["an unknown virtual key", bearer("sk-bf-nobody-0001"), "anonymous anonymous"],
  ["an admin", basic("root", root), "key root"],
])("open admin routes let %s in, as an admin", async (_who, request, expected) => {
  const gate = await openGate({ ...options, openAdmin: true });
  const { x } = await gate.send({ ...request, access: "admin" });
  expect([`${x.need(Principal).kind} ${x.need(Principal).id}`, x.need(Principal).admin]).toEqual([expected, true]);
});

test("open admin routes open no client route", async () => {
  expect(await (await openGate({ openAdmin: true })).ask()).toBe("401 missing_api_key");
});

const long = "0123456789abcdef";
test.each<readonly [string, AuthOptions, RegExp]>([
  ["an empty secret", { adminKeys: [{ name: "a", value: "" }] }, /auth\.adminKeys\.0\.value: .*environment variable/],
  ["a short one", { adminKeys: [{ name: "a", value: long.slice(1) }] }, /auth\.adminKeys\.0\.value: .*fewer than 16/],
  ["one with a space", { adminKeys: [{ name: "a", value: `${long} ` }] }, /auth\.adminKeys\.0\.value: .*visible ASCII/],
  ["a name with a colon", { adminKeys: [{ name: "a:b", value: long }] }, /auth\.adminKeys\.0\.name: .*colon/],
  ["a name like a visitor's", { adminKeys: [{ name: "anonymous", value: long }] }, /auth\.adminKeys\.0\.name: .*choose another/],
  [
    "a client's name",
    { ...options, adminKeys: [{ name: "web-app", value: long }] },
    /auth\.adminKeys\.0\.name: the same name as keys\.0/,
  ],
  [
    "a client's secret",
    { keys: [{ name: "b", value: long }], adminKeys: [{ name: "a", value: long }] },
    /auth\.adminKeys\.0\.value: the same value as keys\.0/,
  ],
])("does not start with an admin key of %s", async (_what, bad, message) => {
  const starting = openGate(bad);
  await expect(starting).rejects.toThrow(message);
  await expect(starting).rejects.not.toThrow(/0123456789abcde/);
});
