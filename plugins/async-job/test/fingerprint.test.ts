/** What counts as the same request under one idempotency key. */
import { expect, test } from "vitest";
import { fingerprintOf } from "../src/submit/fingerprint.ts";

const path = "/v1/async/audio/transcriptions";

interface Form {
  readonly boundary: string;
  readonly model?: string;
  readonly file?: string;
}

function ofForm({ boundary, model = "whisper-1", file = "a voice" }: Form): string {
  const part = (name: string, text: string): string =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
  const body = `${part("model", model)}${part("file", file)}--${boundary}--\r\n`;
  return fingerprintOf({ path, headers: { "content-type": `multipart/form-data; boundary=${boundary}` } }, Buffer.from(body));
}

const once = ofForm({ boundary: "----first" });

test("a form that is sent again has another boundary, and is the same", () => {
  expect(ofForm({ boundary: "----second-and-longer" })).toBe(once);
});

test.each([
  ["another field", { model: "whisper-2" }],
  ["another file", { file: "another voice" }],
  ["text moved from one part to the next", { model: "whisper-1a", file: " voice" }],
])("a form with %s is another", (_what, more) => {
  expect(ofForm({ boundary: "----first", ...more })).not.toBe(once);
});

test("of anything else every byte counts, and the path", () => {
  const of = (body: string, at = path): string =>
    fingerprintOf({ path: at, headers: { "content-type": "application/json" } }, Buffer.from(body));
  expect(of("{}")).toBe(of("{}"));
  expect(new Set([of("{}"), of("{ }"), of("{}", "/v1/async/rerank")]).size).toBe(3);
});
