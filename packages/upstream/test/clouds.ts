/** The innermost Send to Bedrock and to Vertex AI, as the catalogue has them. */
import { type ScriptedUpstream, startUpstream, type UpstreamStep } from "@headgate/testkit";
import { generateKeyPairSync } from "node:crypto";
import { onTestFinished } from "vitest";
import { openRig, type Rig, type RigOptions } from "./rig.ts";

export const messages = { model: "acme/m", max_tokens: 5, messages: [{ role: "user", content: "Hello" }] };
export const message = { id: "m", type: "message", role: "assistant", content: [], usage: { input_tokens: 1, output_tokens: 1 } };

export const pair = { accessKeyId: "AKIAEXAMPLE7EXAMPLE0", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
export const session = { ...pair, sessionToken: "FwoGZXIvYXdzEXAMPLE//TOKEN==" };

export function openBedrock(script: readonly UpstreamStep[], options: RigOptions = {}): Promise<Rig> {
  return openRig(script, {
    dialect: "anthropic",
    operation: "messages",
    keys: [{ name: "k0", value: Object.values(session).join(":") }],
    paths: { messages: ["/model/{model}/invoke", "/model/{model}/invoke-with-response-stream"] },
    members: { model: null, stream: null, anthropic_version: "bedrock-2023-05-31" },
    headerMembers: { "anthropic-beta": "anthropic_beta", "Anthropic-Version": null },
    signature: { kind: "aws-sigv4", service: "bedrock", region: "eu-west-1" },
    framing: "aws-event-stream",
    ...options,
  });
}

export const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
export const account = { type: "service_account", client_email: "a@acme.iam", private_key_id: "kid", private_key: privateKey };
export const user = { type: "authorized_user", client_id: "id", client_secret: "GOCSPX-secret", refresh_token: "1//refresh" };

export interface VertexRig {
  readonly rig: Rig;
  /** Where tokens are given. */
  readonly google: ScriptedUpstream;
}

/** `grants`: what the token server answers, in turn. */
export async function openVertex(
  script: readonly UpstreamStep[],
  grants: readonly UpstreamStep[],
  { key = account, ...options }: RigOptions & { readonly key?: object } = {},
): Promise<VertexRig> {
  const google = await startUpstream(grants);
  onTestFinished(() => google.close());
  const value = JSON.stringify({ ...key, token_uri: `${google.origin}/token` });
  const rig = await openRig(script, { keys: [{ name: "k0", value }], signature: { kind: "google-oauth" }, ...options });
  return { rig, google };
}

export function grant(token: string, seconds = 3600): UpstreamStep {
  return { body: { access_token: token, expires_in: seconds, token_type: "Bearer" } };
}
