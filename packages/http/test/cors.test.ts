/** Browsers of other origins get in by config only. */
import { describe, expect, test } from "vitest";
import { chat, openEdge } from "./edge.ts";

const path = "/v1/chat/completions";

describe("CORS", () => {
  const cors = { origins: ["https://app.test"] };
  const preflight = (origin: string) => ({
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization, x-a" },
  });

  test("an allowed origin may read answers, refusals included", async () => {
    const edge = await openEdge({ cors });
    for (const target of [path, "/nowhere"]) {
      const { headers } = await edge.post(target, chat, { origin: "https://app.test" });
      expect([headers.get("access-control-allow-origin"), headers.get("vary")]).toEqual(["https://app.test", "origin"]);
      const exposed = headers.get("access-control-expose-headers")?.split(", ");
      expect(exposed).toEqual(expect.arrayContaining(["x-request-id", "x-bf-warnings", "retry-after-ms", "x-should-retry"]));
    }
  });

  test("a preflight is answered without reaching anything", async () => {
    const edge = await openEdge({ cors, send: () => Promise.reject(new Error("it came through")) });
    const response = await fetch(edge.url + path, preflight("https://app.test"));
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "access-control-allow-origin": "https://app.test",
      "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
      "access-control-allow-headers": "authorization, x-a",
    });
    expect(edge.outcomes).toEqual([]);
  });

  test.each(["https://evil.test", "null", "https://app.test.evil.test", "http://app.test"])("%s gets nothing", async (origin) => {
    const edge = await openEdge({ cors });
    const answers = [await edge.post(path, chat, { origin }), await fetch(edge.url + path, preflight(origin))];
    for (const { headers } of answers) expect(headers.get("access-control-allow-origin")).toBeNull();
    expect(answers.map(({ status }) => status)).toEqual([200, 405]);
  });

  test("a star allows any, and without config nobody is", async () => {
    const [star, closed] = [await openEdge({ cors: { origins: ["*"] } }), await openEdge()];
    const allowed = async (edge: typeof star) =>
      (await edge.post(path, chat, { origin: "https://x.test" })).headers.get("access-control-allow-origin");
    expect([await allowed(star), await allowed(closed)]).toEqual(["https://x.test", null]);
  });
});
