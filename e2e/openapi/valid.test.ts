/** Promise: the document is OpenAPI 3.1, by the word of a validator that is not ours. */
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Scene, startScene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => void (scene = await startScene()));
afterAll(() => scene?.close());

test("/api/openapi.json is valid, and every reference in it leads somewhere", async () => {
  const document = { ...(await scene.document()) };
  const validator = new Validator();
  expect(await validator.validate(document)).toEqual({ valid: true });
  expect(validator.version).toBe("3.1");
  // Throws for a reference that leads nowhere.
  expect(validator.resolveRefs()).toHaveProperty("paths");
});

test("the validator sees what is wrong", async () => {
  const { paths, ...document } = await scene.document();
  expect(await new Validator().validate({ ...document, paths: { ...paths, "/x": { get: { responses: 1 } } } })).toMatchObject({
    valid: false,
  });
});
