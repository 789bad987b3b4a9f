/** Promise: a client can use a token signed by an issuer whose keys the real gateway fetches over the network. */
import { startSimulator } from "@headgate/simulator";
import { generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { localProvider } from "../start/config.ts";
import { startGateway } from "../start/gateway.ts";
import { newFolder } from "./scene.ts";

const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const keys = [{ ...publicKey.export({ format: "jwk" }), kid: "one", alg: "ES256" }];

test("accepts a token that an issuer on this machine has signed, and no other", async () => {
  const issuer = createServer((_request, response) => response.end(JSON.stringify({ keys }))).listen(0, "127.0.0.1");
  onTestFinished(() => void issuer.close());
  await once(issuer, "listening");
  const url = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
  const { folder, remove } = newFolder();
  onTestFinished(remove);
  const simulator = await startSimulator();
  onTestFinished(() => simulator.close());
  const gateway = await startGateway({
    state: { folder },
    providers: { openai: localProvider(simulator) },
    plugins: [["@headgate/plugin-auth", { jwt: { issuer: url, audience: "headgate", jwksUrl: `${url}/keys` } }]],
  });
  onTestFinished(async () => void (await gateway.stop()));
  const ask = async (token: string): Promise<number> => {
    const { status } = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ model: "openai/gpt-4o-mini", messages: [{ role: "user", content: "Hello" }] }),
    });
    return status;
  };
  const token = signed({ iss: url, aud: "headgate", sub: "somebody", exp: Math.floor(Date.now() / 1000) + 600 });
  expect(await ask(token)).toBe(200);
  expect(await ask(token.replace(/.{4}$/, "AAAA"))).toBe(401);
  expect(simulator.calls).toHaveLength(1);
});

function signed(claims: object): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
  const text = `${encode({ alg: "ES256", kid: "one" })}.${encode(claims)}`;
  return `${text}.${sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}
