/** When one target fails the next one answers, and the client of the official SDK notices only by the headers. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clientKey } from "../start/config.ts";
import { type Client, collect, failureOf, sdks } from "../start/sdks.ts";
import { openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
beforeEach(() => scene.reset());
afterAll(() => scene?.close());

const messages = [{ role: "user" as const, content: "hi" }];
const asked = (): readonly (string | undefined)[] => [...scene.openai.calls, ...scene.other.calls].map(({ model }) => model);

describe.each(sdks)("$name", ({ sdk }) => {
  let client: Client;
  beforeAll(() => {
    client = scene.connect(sdk);
  });

  test.each([
    { how: "that the body names", model: "openai/gpt-4o", fallbacks: ["other/spare"], calls: ["gpt-4o", "spare"] },
    { how: "of the configured chain", model: "openai/chained", calls: ["chained", "unheard-of", "spare"] },
    { how: "of its alias", model: "sturdy", calls: ["gpt-4o", "spare"] },
  ])("asks the next target $how", async ({ model, fallbacks, calls }) => {
    scene.openai.script({ status: 503 });
    const question = { model, messages, ...(fallbacks && { fallbacks }) };
    const { data, response } = await client.chat.completions.create(question).withResponse();
    expect(data.model).toBe("spare");
    expect(data).toMatchObject({ extra_fields: { provider: "other", model_requested: "spare" } });
    expect(response.headers.get("x-bf-provider")).toBe("other");
    expect(asked()).toEqual(calls.filter((name) => name !== "unheard-of"));
    expect([...scene.openai.calls, ...scene.other.calls].filter(({ body }) => body.includes("fallbacks"))).toEqual([]);
  });

  test("streams from the next target when the first fails before its first word", async () => {
    scene.openai.script({ errorFirst: true });
    const stream = await client.chat.completions.create({ model: "sturdy", messages, stream: true });
    const chunks = await collect(stream);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("")).toContain('You said: "hi"');
    expect(new Set(chunks.map(({ model }) => model))).toEqual(new Set(["spare"]));
  });

  test("hears the first target's error when all fail", async () => {
    scene.openai.script({ status: 503, body: { error: { message: "first", type: "server_error", param: null, code: null } } });
    scene.other.script({ status: 500, body: { error: { message: "second", type: "server_error", param: null, code: null } } });
    const error = await failureOf(client.chat.completions.create({ model: "sturdy", messages }));
    expect(error).toMatchObject({ status: 503, message: "503 first" });
    expect(asked()).toEqual(["gpt-4o", "spare"]);
  });

  test("is not helped by another target when the request itself is at fault", async () => {
    scene.openai.script({ status: 400 });
    const error = await failureOf(client.chat.completions.create({ model: "sturdy", messages }));
    expect(error).toBeInstanceOf(sdk.BadRequestError);
    expect(asked()).toEqual(["gpt-4o"]);
  });

  test("can switch a configured chain off with an empty list", async () => {
    scene.openai.script({ status: 503 });
    const question = { model: "openai/chained", messages, fallbacks: [] };
    expect((await failureOf(client.chat.completions.create(question))).status).toBe(503);
    expect(asked()).toEqual(["chained"]);
  });
});

test.each([
  { form: "Authorization: Bearer", headers: { authorization: `Bearer ${clientKey}` } },
  { form: "bearer in lower case", headers: { authorization: `bearer ${clientKey}` } },
  { form: "x-api-key", headers: { "x-api-key": clientKey } },
  { form: "x-goog-api-key", headers: { "x-goog-api-key": clientKey } },
  { form: "api-key", headers: { "api-key": clientKey } },
  { form: "x-bf-vk", headers: { "x-bf-vk": clientKey } },
  { form: "a query parameter", headers: {}, query: `?key=${clientKey}` },
])("the client's key is taken as $form, and goes no further", async ({ headers, query = "" }) => {
  const { response } = await scene.post(
    `/v1/chat/completions${query}`,
    JSON.stringify({ model: "openai/gpt-4o", messages }),
    headers,
  );
  expect(response.status).toBe(200);
  const [call] = scene.openai.calls;
  expect(JSON.stringify([call!.path, call!.headers])).not.toContain(clientKey);
});
