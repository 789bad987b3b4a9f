/** Every failure reaches the official clients as the exception that it is, with what helps and without what is secret. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clientKey, providerKey } from "../start/config.ts";
import { type Client, connect, failureOf, sdks } from "../start/sdks.ts";
import { openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
beforeEach(() => scene.reset());
afterAll(() => scene?.close());

const question = { model: "openai/gpt-4o", messages: [{ role: "user" as const, content: "hi" }] };
const quoting = {
  message: `Incorrect API key provided: ${providerKey}.`,
  type: "invalid_request_error",
  param: null,
  code: "invalid_api_key",
};

describe.each(sdks)("$name", ({ sdk }) => {
  let client: Client;
  beforeAll(() => {
    client = scene.connect(sdk);
  });

  test("without a key it is an AuthenticationError, and nobody is asked", async () => {
    const keyless = new sdk({
      baseURL: `${scene.gateway.url}/v1`,
      apiKey: "unused",
      maxRetries: 0,
      defaultHeaders: { authorization: null },
    });
    const error = await failureOf(keyless.chat.completions.create(question));
    expect(error).toBeInstanceOf(sdk.AuthenticationError);
    expect(error).toMatchObject({ status: 401, code: "missing_api_key", type: "invalid_request_error" });
    expect(scene.openai.calls).toEqual([]);
  });

  test("with a wrong key it is an AuthenticationError, and nobody is asked", async () => {
    const error = await failureOf(connect(sdk, scene.gateway, "not-the-key").chat.completions.create(question));
    expect(error).toBeInstanceOf(sdk.AuthenticationError);
    expect(error).toMatchObject({ status: 401, code: "invalid_api_key" });
    expect(scene.openai.calls).toEqual([]);
  });

  test.each(["gpt-17", "nowhere/gpt-4o", "openai/gpt-17", "gpt-4o"])("the unknown model %s is a NotFoundError", async (model) => {
    const error = await failureOf(client.chat.completions.create({ ...question, model }));
    expect(error).toBeInstanceOf(sdk.NotFoundError);
    expect(error).toMatchObject({ status: 404, code: "model_not_found", param: "model" });
    expect(error.message).toContain(`the model \`${model}\` does not exist or you do not have access to it.`);
  });

  test("a model that its provider does not know is the provider's own 404", async () => {
    const error = await failureOf(client.chat.completions.create({ ...question, model: "openai/retired" }));
    expect(error).toBeInstanceOf(sdk.NotFoundError);
    expect(error).toMatchObject({
      code: "model_not_found",
      message: "404 The model `retired` does not exist or you do not have access to it.",
    });
  });

  test("a missing field is a BadRequestError that names it", async () => {
    const error = await failureOf(client.chat.completions.create({ ...question, messages: [] }));
    expect(error).toBeInstanceOf(sdk.BadRequestError);
    expect(error).toMatchObject({ status: 400, param: "messages", code: "missing_required_parameter" });
  });

  test("a provider's 400 keeps its words, its param and its code", async () => {
    const details = {
      message: "temperature is too high",
      type: "invalid_request_error",
      param: "temperature",
      code: "decimal_above_max_value",
    };
    scene.openai.script({ status: 400, body: { error: details } });
    const error = await failureOf(client.chat.completions.create(question));
    expect(error).toBeInstanceOf(sdk.BadRequestError);
    expect(error).toMatchObject({ status: 400, error: details });
  });

  test("a provider's 429 is a RateLimitError with the provider's headers", async () => {
    scene.openai.script({
      status: 429,
      headers: { "retry-after": "7", "x-ratelimit-remaining-requests": "0", "set-cookie": "a=b" },
    });
    const error = await failureOf(client.chat.completions.create(question));
    expect(error).toBeInstanceOf(sdk.RateLimitError);
    expect(error).toMatchObject({ status: 429, code: "rate_limit_exceeded" });
    expect(error.headers!.get("retry-after")).toBe("7");
    expect(error.headers!.get("x-ratelimit-remaining-requests")).toBe("0");
    expect(error.headers!.get("set-cookie")).toBeNull();
  });

  test("a provider's 500 is an InternalServerError in the provider's words", async () => {
    scene.openai.script({ status: 500 });
    const error = await failureOf(client.chat.completions.create(question));
    expect(error).toBeInstanceOf(sdk.InternalServerError);
    expect(error).toMatchObject({ status: 500, type: "server_error" });
    expect(error.message).toContain("The server had an error while processing your request");
  });

  test.each([
    { what: "HTML", fault: { status: 500, body: "<h1>Oops</h1>", contentType: "text/html" } },
    { what: "nothing", fault: { status: 500, emptyBody: true as const } },
    { what: "a torn connection", fault: { resetAfter: 0 } },
  ])("a provider that says $what becomes a 502 of ours", async ({ fault }) => {
    scene.openai.script(fault);
    const error = await failureOf(client.chat.completions.create(question));
    expect(error).toBeInstanceOf(sdk.InternalServerError);
    expect(error.status).toBe(502);
    expect(error.message).toMatch(/^502 inference failed: /);
    expect(error.message).not.toContain("Oops");
  });

  test.each([401, 403])("a provider that rejects our key with %i is a 502, for the client's own key is good", async (status) => {
    scene.openai.script({ status, body: { error: quoting } });
    const error = await failureOf(client.chat.completions.create(question));
    expect(error).toBeInstanceOf(sdk.InternalServerError);
    expect(error).toMatchObject({ status: 502, code: "upstream_auth_error" });
    expect(JSON.stringify([error.error, [...error.headers!]])).not.toMatch(/sk-pro|6789|Incorrect API key/);
  });

  test("a provider's error of any other status is relayed without our key in it", async () => {
    scene.openai.script({ status: 400, body: { error: quoting } });
    const error = await failureOf(client.chat.completions.create(question));
    expect(error).toMatchObject({ status: 400, code: "invalid_api_key" });
    expect(error.message).toContain("Incorrect API key provided: ");
    expect(JSON.stringify(error.error)).not.toContain(providerKey);
  });

  test("an error names the request by the id in the gateway's log", async () => {
    const error = await failureOf(client.chat.completions.create({ ...question, model: "gpt-17" }));
    expect(error.requestID).toMatch(/^[\w-]{36}$/);
    expect(await scene.gateway.waitForLog(({ id }) => id === error.requestID)).toMatchObject({ status: 404, ended: "refused" });
  });

  test.each([
    { what: "our key is rejected", fault: { status: 401 } },
    {
      what: "the quota is spent",
      fault: { status: 429, body: { error: { ...quoting, message: "quota", code: "insufficient_quota" } } },
    },
  ])("does not ask again when waiting cannot help: $what", async ({ fault }) => {
    scene.openai.script(fault);
    const patient = new sdk({ baseURL: `${scene.gateway.url}/v1`, apiKey: clientKey, maxRetries: 2 });
    await failureOf(patient.chat.completions.create(question));
    expect(scene.openai.calls).toHaveLength(1);
  });

  test("asks again after a failure that may pass, as soon as the provider said", async () => {
    scene.openai.script({ status: 429, headers: { "retry-after-ms": "5" }, times: 1 });
    const patient = new sdk({ baseURL: `${scene.gateway.url}/v1`, apiKey: clientKey, maxRetries: 1 });
    await patient.chat.completions.create(question);
    expect(scene.openai.calls).toHaveLength(2);
  });

  test("is never told to wait longer than a minute, for some clients obey any number", async () => {
    scene.openai.script({ status: 429, headers: { "retry-after": "3600" } });
    const error = await failureOf(client.chat.completions.create(question));
    expect(Number(error.headers!.get("retry-after"))).toBeLessThanOrEqual(60);
  });
});
