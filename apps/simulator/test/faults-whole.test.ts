// Each fault as it looks on the wire of a blocking answer.
import { describe, expect, it } from "vitest";
import type { Fault } from "../src/index.ts";
import { ask, hello, shared, type Seen } from "./clients.ts";

const simulator = await shared();

function blocking(fault: Fault): Promise<Seen> {
  simulator.script(fault);
  return ask(`${simulator.url}/v1/chat/completions`, { body: hello });
}

describe("a blocking answer", () => {
  it("is half there after a cut, under a length that promised all of it", async () => {
    const seen = await blocking({ cutAfter: 1 });
    expect(seen).toMatchObject({ status: 200, end: "ECONNRESET" });
    expect(seen.text.length).toBe(Math.floor(Number(seen.headers["content-length"]) / 2));
  });

  it("is never whole after a reset, which throws away what its reader has not taken yet", async () => {
    const seen = await blocking({ resetAfter: 1 });
    expect(seen.end).toBe("ECONNRESET");
    expect(() => JSON.parse(seen.text)).toThrow(SyntaxError);
  });

  it("never starts after a reset before the headers", async () => {
    expect(await blocking({ resetAfter: 0 })).toMatchObject({ status: undefined, end: "ECONNRESET" });
  });

  it("is whole, with damaged JSON", async () => {
    const seen = await blocking({ malformedAfter: 0 });
    expect(seen).toMatchObject({ status: 200, end: "whole", headers: { "content-type": "application/json" } });
    expect(() => JSON.parse(seen.text)).toThrow(SyntaxError);
  });

  it("is empty", async () => {
    expect(await blocking({ emptyBody: true })).toMatchObject({ status: 200, text: "", headers: { "content-length": "0" } });
  });

  it.each<[name: string, fault: Fault]>([
    ["errorFirst", { errorFirst: true }],
    ["errorAfter", { errorAfter: 3 }],
  ])("is an error under a 200 for %s", async (_name, fault) => {
    const seen = await blocking(fault);
    expect(seen.status).toBe(200);
    expect(JSON.parse(seen.text)).toMatchObject({ error: { type: "server_error", code: null } });
  });

  it.each([
    [400, "invalid_request_error"],
    [401, "invalid_request_error"],
    [404, "invalid_request_error"],
    [418, "invalid_request_error"],
    [429, "requests"],
    [500, "server_error"],
    [529, "server_error"],
  ])("is an envelope for status %i", async (status, type) => {
    const seen = await blocking({ status });
    expect(seen.status).toBe(status);
    const { error } = JSON.parse(seen.text) as { error: Record<string, unknown> };
    expect(Object.keys(error)).toEqual(["message", "type", "param", "code"]);
    expect(error.type).toBe(type);
  });

  it("is what the script says: status, headers, body and content type", async () => {
    const json = await blocking({ status: 201, headers: { "X-More": "1" }, body: { ok: true } });
    expect(json).toMatchObject({
      status: 201,
      text: `{"ok":true}`,
      headers: { "x-more": "1", "content-type": "application/json" },
    });
    const text = await blocking({ body: "hello", contentType: "text/plain" });
    expect(text).toMatchObject({ status: 200, text: "hello", headers: { "content-type": "text/plain" } });
  });

  it("has the usage it was told, or none", async () => {
    expect((await blocking({ usage: { total_tokens: 0 } })).text).toContain(`"usage":{"total_tokens":0}`);
    expect((await blocking({ usage: null })).text).not.toContain("usage");
  });
});
