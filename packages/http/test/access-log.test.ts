/** One line for each request, after its last byte, with nothing secret in it. */
import { refuse, refused, reply, type Reply } from "@headgate/core";
import { describe, expect, test } from "vitest";
import { chat, openEdge } from "./edge.ts";

const call = { provider: "openai", model: "gpt-4o" } as Reply["call"];
const path = "/v1/chat/completions";

describe("the access log", () => {
  test("has one line for each request, without its query", async () => {
    const usage = { estimated: false, units: { input: 1, output: 0 } };
    const edge = await openEdge({ send: () => reply({ status: 200, body: "four", call, usage }) });
    await edge.post(`${path}?key=sk-query-secret`, chat, { authorization: "Bearer sk-header-secret", "x-request-id": "r1" });
    expect(edge.lines()).toEqual([
      {
        id: "r1",
        method: "POST",
        path,
        operation: "chat",
        status: 200,
        ended: "complete",
        ms: 0,
        bytes: 4,
        provider: "openai",
        model: "gpt-4o",
        usage: { input: 1, output: 0 },
        error: undefined,
      },
    ]);
    expect(JSON.stringify(edge.lines())).not.toContain("secret");
  });

  test("tells of refusals and of what is nowhere", async () => {
    const edge = await openEdge({
      send: () => refused(refuse({ code: "slow_down", status: 429, message: "m", by: "provider" })),
    });
    await edge.post(path);
    await fetch(`${edge.url}/nowhere?key=1`);
    expect(edge.lines()).toMatchObject([
      { status: 429, ended: "refused", error: { code: "slow_down", by: "provider" } },
      { status: 404, method: "GET", path: "/nowhere", operation: undefined, error: { code: "endpoint_not_found" } },
    ]);
  });
});
