/** How management routes answer. */
import { isRefusal, type Reply, RefusalError } from "@headgate/core";
import { adminRoute, jsonRoute, withWarnings } from "@headgate/management";
import { exchangeOf } from "@headgate/testkit";
import { expect, test } from "vitest";

const about = { summary: "Makes it.", status: 201 };

test("an answer is JSON that no cache keeps, with the status that was announced", async () => {
  const route = adminRoute("POST", "/api/parts", about, async () => ({ part: 1 }));
  expect(route).toMatchObject({ method: "POST", path: "/api/parts", access: "admin", about });
  const { status, headers, body } = (await route.handle!(exchangeOf({}))) as Reply;
  expect({ status, headers, body }).toEqual({
    status: 201,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body: '{"part":1}',
  });
});

test("200 where none was announced, for clients too", async () => {
  const route = jsonRoute({ method: "GET", path: "/api/parts", access: "client" }, () => []);
  expect(route.access).toBe("client");
  expect(await route.handle!(exchangeOf({}))).toMatchObject({ status: 200, body: "[]" });
});

test("a refusal is an answer; a crash is not", async () => {
  const handle = (error: Error) =>
    adminRoute("GET", "/api/parts", about, () => {
      throw error;
    }).handle!(exchangeOf({}));
  const refused = await handle(new RefusalError({ code: "not_found", status: 404, message: "Part not found" }));
  expect([isRefusal(refused), refused]).toEqual([true, expect.objectContaining({ code: "not_found", status: 404 })]);
  await expect(handle(new Error("a bug"))).rejects.toThrow("a bug");
});

test("warnings are added only if there are any", () => {
  expect([withWarnings({ a: 1 }, []), withWarnings({ a: 1 }, ["b"])]).toEqual([{ a: 1 }, { a: 1, warnings: ["b"] }]);
});
