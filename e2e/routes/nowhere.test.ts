/** Where the path says what is asked, a path that asks for nothing there is is nowhere, and each method is named once. */
import { afterAll, expect, test } from "vitest";
import { bearer, clientKey, openScene } from "./scene.ts";

const scene = await openScene();
afterAll(() => scene.close());

test.each([
  ["POST", "/v1beta/models/openai/m:predict", 404, null],
  ["POST", "/v1beta/openai/m", 404, null],
  ["GET", "/v1beta/corpora", 404, null],
  ["POST", "/litellm/genai/v1beta/models/m:predict", 404, null],
  ["GET", "/v1beta/models/openai/m:generateContent", 405, "POST"],
  ["GET", "/v1beta/openai/m:generateContent", 405, "POST"],
  ["DELETE", "/v1/messages", 405, "POST"],
  ["POST", "/genai/v1beta/models", 405, "GET"],
  ["GET", "/v1/async/files", 404, null],
  ["GET", "/v1/async/responses/resp_1/input_items", 404, null],
  ["POST", "/v1/async/files", 405, "GET, DELETE"],
  ["GET", "/v1/responses/compact", 405, "POST"],
])("%s %s is %i, allowed: %s", async (method, path, status, allowed) => {
  const response = await fetch(scene.url + path, {
    method,
    headers: bearer(clientKey),
    ...(method === "POST" && { body: "{}" }),
  });
  expect([response.status, response.headers.get("allow")]).toEqual([status, allowed]);
  await response.arrayBuffer();
});
