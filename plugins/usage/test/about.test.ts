/** What the routes say of themselves: the questions they take, by the schemas that judge them. Answers are judged in `scene.ask`. */
import { reply } from "@headgate/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { get, openScene } from "./scene.ts";

const narrowing = ["limit", "offset", "from", "to", "caller", "provider", "model"];

test.each([
  ["requests", [...narrowing, "status", "order"]],
  ["calls", [...narrowing, "status", "order", "request"]],
  ["summary", ["group_by", ...narrowing]],
])("%s says what it may be asked", async (path, names) => {
  const scene = await openScene({ send: () => reply({ status: 200 }) });
  const { about } = scene.pipeline.routes.find((route) => route.path === `/api/usage/${path}`)!;
  const { properties, required } = z.toJSONSchema(about!.query!, { io: "input", unrepresentable: "any" });
  expect([Object.keys(properties!), required]).toEqual([names, undefined]);
  expect(properties!["limit"]).toMatchObject({ type: "integer", minimum: 1, maximum: 1000, default: 100 });
  const valued: Readonly<Record<string, string | number>> = {
    limit: 1,
    offset: 0,
    from: "2026-01-01",
    to: "2026-01-02",
    status: 200,
    order: "asc",
    group_by: "day",
  };
  const query = names.map((name) => `${name}=${valued[name] ?? "x"}`);
  expect((await get(scene, `${path}?${query.join("&")}`)).status).toBe(200);
  await scene.close();
});
