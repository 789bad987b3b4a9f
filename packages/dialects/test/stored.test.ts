/** Which paths are those of what providers keep, and who is let through to them. */
import { anthropic, gemini, letsThrough, openai, storedPathOf } from "@headgate/dialects";
import { expect, test } from "vitest";

const at = (method: string, path: string) => storedPathOf(openai.stored!, method, path);
const atAnthropic = (method: string, path: string) => storedPathOf(anthropic.stored!, method, path);

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

test.each([
  ["POST", "/v1/messages/batches", "/v1/messages/batches"],
  ["GET", "/v1/messages/batches/b", "/v1/messages/batches/*"],
  ["GET", "/v1/messages/batches/b/results", "/v1/messages/batches/*"],
  ["POST", "/v1/files", "/v1/files"],
  ["GET", "/v1/files/f/content", "/v1/files/*"],
  ["POST", "/v1/messages", undefined],
  ["POST", "/v1/messages/count_tokens", undefined],
  ["GET", "/anthropic_passthrough/v1/files", undefined],
  ["GET", "/anthropic/v1/messages/batches", undefined],
])("of Anthropic's %s %s is %s, and no operation lets it through", (method, path, expected) => {
  const it = atAnthropic(method, path);
  expect([it?.path, letsThrough({}, it, method, path)]).toEqual([expected, false]);
});

const relocate = atAnthropic("GET", "/v1/messages/batches")!.relocate!;
const own = "/v1/messages/batches/b/results";

test.each([
  [`{"id":"b","results_url":"https://api.anthropic.com${own}"}`, `{"id":"b","results_url":"${own}"}`],
  [`{"results_url" : "http://127.0.0.1:1/base${own}","ü":"é"}`, `{"results_url" : "${own}","ü":"é"}`],
  [
    `{"data":[{"results_url":"https://a.test${own}"},{"results_url":null},{"results_url":"https://b.test${own}"}]}`,
    `{"data":[{"results_url":"${own}"},{"results_url":null},{"results_url":"${own}"}]}`,
  ],
])("%s leads through here", (answer, expected) => {
  expect(Buffer.from(relocate(Buffer.from(answer))).toString()).toBe(expected);
});

test.each([
  `{"results_url":null,"url":"https://a.test${own}"}`,
  `{"results_url":"https://a.test/elsewhere"}`,
  JSON.stringify({ text: `{"results_url":"https://a.test${own}"}` }),
  "",
  "no JSON",
])("%s stays as it is, byte by byte", (answer) => {
  const bytes = Buffer.from(answer);
  expect(relocate(bytes)).toBe(bytes);
});

test("Gemini has none", () => {
  expect(gemini.stored).toBeUndefined();
});
