/** The OpenAPI document: every managed route is in it, said by the schemas that judge it, whoever wrote the plugin. */
import type { Described } from "@headgate/core";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { documentOf, schemaOf, told } from "./openapi-scene.ts";
import { factsOf, openScene } from "./scene.ts";

test("lists every route under /api that is for admins or clients, and no other", async () => {
  const { paths, openapi } = await documentOf(
    { path: "/api/things" },
    { path: "/api/things", method: "POST" },
    { path: "/api/mine", access: "client" },
    { path: "/api/open", access: "public" },
    { path: "/apiary" },
    { path: "/v1/things" },
    { path: "/api/odd", method: "PROPFIND" },
  );
  const listed = Object.entries(paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method} ${path}`));
  expect(openapi).toBe("3.1.0");
  expect(listed.filter((one) => !one.includes("/api/providers"))).toEqual(
    expect.arrayContaining(["get /api/openapi.json", "get /api/keys", "get /api/things", "post /api/things", "get /api/mine"]),
  );
  expect(listed.join()).not.toMatch(/open\b|apiary|v1|odd/);
});

test("gives every operation an id of its own, its plugin as its tag, and who may ask", async () => {
  const { paths } = await documentOf({ path: "/api/a-b/:id" }, { path: "/api/a/b/:id" }, { path: "/api/me", access: "client" });
  const operations = Object.values(paths).flatMap((item) => Object.values(item));
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  expect(paths["/api/a-b/{id}"]!["get"]).toMatchObject({ operationId: "getABById", tags: ["third"] });
  expect(paths["/api/a/b/{id}"]!["get"]).toMatchObject({ operationId: "getABById2" });
  expect(paths["/api/a/b/{id}"]!["get"]!.security).toEqual([{ adminKey: [] }, { adminBasic: [] }]);
  expect(paths["/api/me"]!["get"]!.security).toEqual([{ clientKey: [] }, { virtualKey: [] }]);
});

test("tells of a plugin without a word about its route what can be seen from outside", async () => {
  expect(await told({ method: "PUT", path: "/api/things/:id" })).toEqual({
    tags: ["third"],
    summary: "PUT /api/things/:id",
    operationId: "putThingsById",
    security: [{ adminKey: [] }, { adminBasic: [] }],
    parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
    responses: {
      "2XX": { description: "What third answers." },
      ...Object.fromEntries(
        [
          ["400", "BadRequest"],
          ["401", "Unauthorized"],
          ["403", "Forbidden"],
          ["404", "NotFound"],
          ["409", "Conflict"],
          ["503", "Unavailable"],
          ["default", "Failure"],
        ].map(([status, name]) => [status, { $ref: `#/components/responses/${name}` }]),
      ),
    },
  });
});

test("says a body as it may be sent and an answer as it comes, by the schemas themselves", async () => {
  const body = z.object({ name: z.string().max(5), end: z.string().transform(Number), size: z.int().default(1) });
  const answer = z.strictObject({ id: z.string(), at: z.string().transform((text) => new Date(text)), size: z.int().default(1) });
  const about = { summary: "Makes a thing.", body, answer, status: 201 };
  const { summary, requestBody, responses } = await told({ method: "POST", about });
  expect(summary).toBe("Makes a thing.");
  expect(requestBody).toEqual({ required: true, content: { "application/json": expect.anything() } });
  expect(schemaOf(requestBody)).toEqual({
    schema: {
      type: "object",
      properties: { name: { type: "string", maxLength: 5 }, end: { type: "string" }, size: { type: "integer", default: 1 } },
      required: ["name", "end"],
    },
  });
  expect(Object.keys(responses)).toEqual(["201", "400", "401", "403", "404", "409", "503", "default"]);
  expect(schemaOf(responses["201"])).toMatchObject({
    schema: { properties: { id: { type: "string" }, at: {} }, required: ["id", "at", "size"], additionalProperties: false },
  });
});

test("names each query parameter; a body that may be left out is not required", async () => {
  const whole = z.preprocess(Number, z.int().min(1).describe("So many."));
  const query = z.object({ limit: whole.optional(), of: z.string() });
  const { parameters, requestBody } = await told({ about: { summary: "x", query, body: z.object({}).optional() } });
  expect(parameters).toEqual([
    { name: "limit", in: "query", required: false, description: "So many.", schema: { type: "integer", minimum: 1 } },
    { name: "of", in: "query", required: true, schema: { type: "string" } },
  ]);
  expect(requestBody).toMatchObject({ required: false });
});

test("names the header without which a route does not answer", async () => {
  const { parameters } = await told({ header: "x-part" });
  expect(parameters).toEqual([{ name: "x-part", in: "header", required: true, schema: { type: "string" } }]);
});

test("takes paths that differ only in the names of their parameters for one, and a star for a parameter", async () => {
  const { paths } = await documentOf(
    { path: "/api/things/:id" },
    { path: "/api/things/:name", method: "DELETE" },
    { path: "/api/things/:name" },
    { path: "/api/files/*" },
  );
  expect(Object.keys(paths).filter((path) => /things|files/.test(path))).toEqual(["/api/things/{id}", "/api/files/{rest}"]);
  const { get, delete: remove, ...others } = paths["/api/things/{id}"]!;
  expect([get!.operationId, remove!.operationId, others]).toEqual(["getThingsById", "deleteThingsByName", {}]);
  expect(remove!.parameters).toMatchObject([{ name: "id", in: "path", required: true }]);
});

describe("schemas that are named or hold themselves", () => {
  const budget = z.strictObject({ dollars: z.number() }).meta({ id: "Budget" });
  const tree = z.object({
    name: z.string(),
    get branches(): z.ZodOptional<z.ZodArray<typeof tree>> {
      return z.array(tree).optional();
    },
  });

  test("stand once among the components, and every reference leads somewhere", async () => {
    const whole = await documentOf(
      { path: "/api/a", about: { summary: "a", answer: z.object({ budget, forest: z.array(tree) }) } },
      { path: "/api/b", about: { summary: "b", answer: z.object({ budget: budget.optional() }) } },
      { path: "/api/c", about: { summary: "c", answer: tree } },
      { path: "/api/d", about: { summary: "d", answer: budget } },
    );
    const { schemas } = whole.components;
    expect(schemas["Budget"]).toEqual({
      type: "object",
      properties: { dollars: { type: "number" } },
      required: ["dollars"],
      additionalProperties: false,
    });
    const references = [...JSON.stringify(whole).matchAll(/"\$ref":"([^"]*)"/g)].map(([, at]) => at!);
    expect(references.length).toBeGreaterThan(20);
    const lost = references.filter((at) => {
      const [, components, kind, name] = at.split("/");
      return components !== "components" || !whole.components[kind as "schemas"][name!];
    });
    expect(lost).toEqual([]);
    expect(schemas["Error"]).toHaveProperty("properties");
    expect(schemaOf(whole.paths["/api/c"]!["get"]!.responses["200"])).toEqual({
      schema: { $ref: "#/components/schemas/getCAnswer" },
    });
  });

  test("of the same name that differ keep apart", async () => {
    const other = z.strictObject({ euros: z.number() }).meta({ id: "Budget" });
    const { components, paths } = await documentOf(
      { path: "/api/a", about: { summary: "a", answer: z.object({ budget }) } },
      { path: "/api/b", about: { summary: "b", answer: z.object({ budget: other }) } },
    );
    expect(schemaOf(paths["/api/b"]!["get"]!.responses["200"])).toMatchObject({
      schema: { properties: { budget: { $ref: "#/components/schemas/getBAnswer.Budget" } } },
    });
    expect(components.schemas["Budget"]).toMatchObject({ required: ["dollars"] });
    expect(components.schemas["getBAnswer.Budget"]).toMatchObject({ required: ["euros"] });
  });
});

test.each([
  ["a schema that JSON schema cannot say", z.date()],
  ["something that is no schema", { parse: () => 1 } as unknown as z.ZodType],
  ["a schema that throws", z.lazy((): z.ZodType => undefined as never)],
])("%s costs the document only what it would have said", async (_what, odd) => {
  const { requestBody, parameters, responses } = await told({
    method: "POST",
    about: { summary: "x", body: odd, query: odd, answer: odd },
  });
  expect([schemaOf(requestBody), parameters, schemaOf(responses["200"])]).toEqual([{ schema: {} }, undefined, { schema: {} }]);
});

test("writes the document once, for routes stay as they are", async () => {
  let asked = 0;
  const described: Described = { name: "auth", hooks: [], inner: [], routes: [], degraded: false };
  const { ask } = await openScene({ facts: factsOf(() => (asked++, [described])) });
  expect(await ask("/openapi.json")).toEqual(await ask("/openapi.json"));
  expect(asked).toBe(1);
});

test("is a 503 when nobody tells what runs", async () => {
  const { error } = await (await openScene()).get("/openapi.json");
  expect(error).toMatchObject({ status: 503, code: "facts_unavailable", by: "admin" });
});
