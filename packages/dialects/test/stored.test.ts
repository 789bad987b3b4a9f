/** Which paths are those of what providers keep, and who is let through to them. */
import { anthropic, gemini, letsThrough, openai, storedPathOf } from "@headgate/dialects";
import { expect, test } from "vitest";

const at = (method: string, path: string) => storedPathOf(openai.stored!, method, path);

test.each([
  ["GET", "/v1/responses/resp_1", "/responses/:id"],
  ["DELETE", "/v1/responses/resp_1", "/responses/:id"],
  ["POST", "/v1/responses/resp_1", undefined],
  ["POST", "/v1/responses/resp_1/cancel", "/responses/:id/cancel"],
  ["GET", "/v1/responses/resp_1/cancel", undefined],
  ["GET", "/v1/responses/resp_1/input_items", "/responses/:id/input_items"],
  ["GET", "/v1/responses/resp_1/input_items/more", undefined],
  ["GET", "/v1/responses", undefined],
  ["PUT", "/v1/files", "/files"],
  ["GET", "/v1/files/a/b/c", "/files/*"],
  ["GET", "/v1/filesystem", undefined],
  ["GET", "/files", undefined],
  ["GET", "/openai/v1/files", undefined],
  ["GET", "/openai_passthrough/v1/files", undefined],
])("%s %s is %s", (method, path, expected) => {
  expect(at(method, path)?.path).toBe(expected);
});

test.each([
  ["GET", "/v1/responses/resp_1", {}, true],
  ["GET", "/v1/responses/resp_1", { operations: ["responses"] }, true],
  ["GET", "/v1/responses/resp_1", { operations: ["chat"] }, false],
  ["GET", "/v1/responses/resp_1", { operations: ["chat"], allows: () => true }, true],
  ["POST", "/v1/files", {}, false],
  ["POST", "/v1/files", { allows: (method: string, path: string) => `${method} ${path}` === "POST /v1/files" }, true],
  ["POST", "/v1/batches", { operations: ["responses"], allows: () => false }, false],
])("%s %s is let through by %j: %s", (method, path, gatekeeper, expected) => {
  expect(letsThrough(gatekeeper, at(method, path), method, path)).toBe(expected);
});

test("no other dialect has any", () => {
  expect([anthropic.stored, gemini.stored]).toEqual([undefined, undefined]);
});
