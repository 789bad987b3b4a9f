/** Clouds whose keys have parts or stand in a file are served by what the environment says, too. */
import { parseConfig } from "@headgate/config";
import { catalogue } from "@headgate/providers";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { unconfigured } from "../../src/demo.ts";
import { keyedBy } from "../../src/keyed.ts";

type Environment = Readonly<Record<string, string>>;

async function served(environment: Environment): Promise<readonly unknown[]> {
  const { config, close } = await unconfigured(environment);
  await close();
  const { providers } = parseConfig(config, environment, { catalogue });
  return Object.entries(providers).map(([name, { baseUrl, keys }]) => [name, new URL(baseUrl).host, keys[0]!.value]);
}

const pair = { AWS_ACCESS_KEY_ID: "AKIA1", AWS_SECRET_ACCESS_KEY: "secret1" };

test.each<[Environment, readonly unknown[]]>([
  [{ AWS_BEARER_TOKEN_BEDROCK: "ABSK1" }, ["bedrock", "bedrock-runtime.us-east-1.amazonaws.com", "ABSK1"]],
  [{ ...pair, AWS_BEARER_TOKEN_BEDROCK: "ABSK1" }, ["bedrock", "bedrock-runtime.us-east-1.amazonaws.com", "ABSK1"]],
  [{ ...pair, AWS_DEFAULT_REGION: "eu-west-1" }, ["bedrock", "bedrock-runtime.eu-west-1.amazonaws.com", "AKIA1:secret1"]],
  [
    { ...pair, AWS_SESSION_TOKEN: "t", AWS_REGION: "eu-west-3", AWS_DEFAULT_REGION: "eu-west-1" },
    ["bedrock", "bedrock-runtime.eu-west-3.amazonaws.com", "AKIA1:secret1:t"],
  ],
])("%j serves bedrock", async (environment, row) => {
  expect(await served(environment)).toEqual([row]);
});

test.each<[Environment]>([
  [{ AWS_ACCESS_KEY_ID: "AKIA1" }],
  [{ AWS_SECRET_ACCESS_KEY: "secret1", AWS_SESSION_TOKEN: "t" }],
  [{ AWS_REGION: "eu-west-3" }],
  [{ GOOGLE_APPLICATION_CREDENTIALS: "/nowhere/key.json" }],
  [{ GOOGLE_CLOUD_PROJECT: "acme" }],
])("%j serves none", (environment) => {
  expect(keyedBy(environment)).toEqual([]);
});

test("a key file serves both makers' models on Vertex AI, and is named once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "headgate-keyed-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "key.json");
  writeFileSync(file, '{"type":"service_account"}\n');
  const environment = { GOOGLE_APPLICATION_CREDENTIALS: file, GOOGLE_CLOUD_PROJECT: "acme", GOOGLE_CLOUD_LOCATION: "global" };
  const row = ["aiplatform.googleapis.com", '{"type":"service_account"}'];
  expect(await served(environment)).toEqual([
    ["vertex", ...row],
    ["vertex-anthropic", ...row],
  ]);
  const { banner, close } = await unconfigured(environment);
  await close();
  expect(banner[0]).toContain("GOOGLE_APPLICATION_CREDENTIALS is set, so vertex and vertex-anthropic are served");
});
