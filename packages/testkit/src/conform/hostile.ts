/** Requests that nobody sends on purpose, and some that attackers do. */
import { bytesBody, bytesSource } from "@headgate/wire";
import type { TestRequest } from "../exchange.ts";

const text = (json: string): TestRequest => ({ body: bytesBody(new TextEncoder().encode(json)) });
const long = "x".repeat(100_000);
const messages = [{ role: "user", content: "Hello" }];

export const hostileRequests: Readonly<Record<string, TestRequest>> = {
  "an empty body": text(""),
  "a body that is not JSON": text("{{{ \u0000"),
  "half a body": text('{"model":"openai/gpt-4o-mini","messages":[{"role":'),
  "a body of null": text("null"),
  "a body that is a list": text("[1,2,3]"),
  "a body that is a number": text("-1e999"),
  "a body of nested lists": text(`{"model":"openai/gpt-4o-mini","messages":${"[".repeat(5000)}${"]".repeat(5000)}}`),
  "a body spooled to a file": { body: { size: 3, open: () => bytesSource(new Uint8Array(3)) } },
  "no model": { json: { messages } },
  "an empty model": { json: { model: "", messages } },
  "a model that is a slash": { json: { model: "/", messages } },
  "a model with many slashes": { json: { model: "a/b//c/", messages } },
  "a model named like a prototype": { json: { model: "__proto__/constructor", messages } },
  "an endless model": { json: { model: long, messages } },
  "a model that is an object": { json: { model: { toString: 1 }, messages } },
  "fields of the wrong types": {
    json: { model: [null], messages: "hi", stream: "yes", fallbacks: { a: 1 }, user: [], metadata: 7, tools: {}, n: -1e308 },
  },
  "fields named like prototypes": text(
    '{"__proto__":{"admin":true},"constructor":1,"toString":null,"model":"openai/gpt-4o-mini"}',
  ),
  "lists of the wrong things": {
    json: { model: "openai/m", messages: [null, 1, [], {}], fallbacks: [null, 1, [], {}], tools: [null] },
  },
  "headers named like prototypes": {
    headers: JSON.parse('{"__proto__":"x","constructor":"x","hasownproperty":"x","tostring":""}') as Record<string, string>,
  },
  "huge headers": { headers: Object.fromEntries(headerNames().map((name) => [name, long])) },
  "empty headers": { headers: Object.fromEntries(headerNames().map((name) => [name, ""])) },
  "headers of odd characters": {
    headers: Object.fromEntries(headerNames().map((name) => [name, "\u00ff\t,;=%00%ZZ\"' 1e999 -1"])),
  },
  "no headers at all": { headers: {} },
  "an unknown operation": { operation: "constructor", dialect: "__proto__" },
  "an odd path": { path: "//..%2f/%ZZ\u0000", query: "?a[]=1&__proto__=x&%ZZ" },
  "a public request": { access: "public", inference: false, method: "GET", path: "/health", operation: "health", ...text("") },
  "an admin request": { access: "admin", inference: false, method: "GET", path: "/api/plugins", operation: "admin", ...text("") },
  "a list of models": { inference: false, method: "GET", path: "/v1/models", operation: "models", ...text("") },
};

function headerNames(): readonly string[] {
  return [
    "authorization",
    "x-api-key",
    "x-goog-api-key",
    "x-bf-vk",
    "x-bf-api-key",
    "x-bf-session-id",
    "x-bf-async-job-result-ttl",
    "x-bf-eh-odd",
    "x-request-id",
    "traceparent",
    "content-type",
    "content-length",
    "retry-after",
    "cookie",
  ];
}
