/** The search for leaks finds them. */
import { expect, test } from "vitest";
import { leaks } from "./leaks.ts";

const secret = "sk-bf-0f8b2c1d-93e4-4a57-b6c8-d9e0f1a2b3c4";
const random = secret.slice("sk-bf-".length);

test.each([
  ["the whole", `x${secret}y`],
  ["twelve characters", `x${random.slice(7, 19)}y`],
  ["without dashes", random.replaceAll("-", "")],
  ["in capitals", random.toUpperCase()],
  ["backwards", Array.from(random).reverse().join("")],
  ["as hex", `\\x${Buffer.from(secret).toString("hex")}`],
  ["as base64", Buffer.from(secret).toString("base64")],
  ["as base64 of something longer", Buffer.from(`{"key":"${secret}"}`).toString("base64")],
  ["as base64url of something longer", Buffer.from(`{"keys":"${secret}"}`).toString("base64url")],
])("%s is found", (_, text) => {
  expect(leaks(text, [secret])).not.toEqual([]);
});

test.each([
  ["its prefix", "sk-bf-"],
  ["a mask", `${secret.slice(0, 6)}0f8b***${secret.slice(-4)}`],
  ["another key", "sk-bf-11111111-2222-4333-8444-555555555555"],
])("%s is no find", (_, text) => {
  expect(leaks(text, [secret])).toEqual([]);
});
