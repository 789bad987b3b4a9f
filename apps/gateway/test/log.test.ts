/** Secrets stay out of the log, whoever writes them into an error. */
import { parseConfig } from "@headgate/config";
import { expect, test, vi } from "vitest";
import { folder, startProgram } from "./program.ts";
import { secretsOf } from "../src/secrets.ts";

// Processes start slowly on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 60_000 });

const keys = { option: "hg-option-secret-1234", provider: "sk-provider-secret-1234", header: "header-secret-12345" };

const leaky = `
import { definePlugin } from ${JSON.stringify(import.meta.resolve("@headgate/core"))};
import { z } from ${JSON.stringify(import.meta.resolve("zod"))};
export default definePlugin({
  api: 1,
  name: "leaky",
  config: z.strictObject({ secret: z.string() }),
  setup: (host, { secret }) => ({
    pre() {
      throw Object.assign(new Error("it was " + secret, { cause: new Error("because of ${keys.provider}") }), {
        headers: { authorization: "${keys.provider}", other: "${keys.header}" },
      });
    },
  }),
});
`;

test("an error that quotes them is logged without them, and the client hears neither", async () => {
  const provider = {
    baseUrl: "https://api.test/v1",
    keys: [{ name: "k", value: keys.provider }],
    headers: { "x-extra": keys.header },
  };
  const config = { providers: { acme: provider }, plugins: [["./leaky.mjs", { secret: keys.option }]] };
  const gateway = await startProgram(await folder({ "leaky.mjs": leaky, "headgate.config.json": config }));
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "acme/m", messages: [{}] }),
  });
  const text = await response.text();
  gateway.kill("SIGTERM");
  await gateway.code;
  expect([response.status, JSON.parse(text)]).toMatchObject([500, { error: { code: "internal_error" } }]);
  expect(gateway.out()).toMatch(/it was \[secret\].*because of \[secret\]/s);
  for (const secret of Object.values(keys)) expect(text + gateway.out() + gateway.said()).not.toContain(secret);
});

test("every secret of a config is known, of plugins too, and of those that are objects already", () => {
  const own = { name: "p", spec: { setup: () => ({}), config: {} }, options: { token: "t-1", deep: [{ password: "p-1" }] } };
  const config = parseConfig(
    {
      providers: {
        acme: { baseUrl: "https://api.test/v1", keys: [{ name: "k", value: "v-1" }], headers: { "x-h": "h-1" } },
        aws: {
          baseUrl: "https://aws.test",
          keys: [{ name: "k", value: "AKIA:s-1:t-2" }],
          signature: { kind: "aws-sigv4", service: "bedrock", region: "us-east-1" },
        },
      },
      plugins: [["x", { keys: [{ name: "n", value: "v-2", note: "plain" }] }], own as never],
    },
    {},
  );
  expect([...secretsOf(config)].sort()).toEqual(["AKIA:s-1:t-2", "h-1", "p-1", "s-1", "t-1", "t-2", "v-1", "v-2"]);
});

test("a config in code, with plugins as objects, starts", async () => {
  const code = `
import leaky from "./leaky.mjs";

export default { plugins: [leaky({ secret: "${keys.option}" })] };
`;
  const gateway = await startProgram(await folder({ "leaky.mjs": leaky, "headgate.config.mjs": code }));
  expect((await fetch(`${gateway.url}/health`)).status).toBe(500);
  gateway.kill("SIGTERM");
  expect(await gateway.code).toBe(0);
  expect(gateway.out()).not.toContain(keys.option);
});
