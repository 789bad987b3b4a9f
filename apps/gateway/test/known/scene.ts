/** A gateway with one provider of the catalogue, whose host is stood in for: everything but the origin is as it is known. */
import { parseConfig } from "@headgate/config";
import { catalogue } from "@headgate/providers";
import { createHost, startUpstream, type UpstreamRequest, type UpstreamStep } from "@headgate/testkit";
import { createGateway, systemClock } from "headgate";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export const secret = "sk-known-0123456789abcdefghij";

/** What it must be asked like. */
export interface Expected {
  readonly name: string;
  /** Where the host that is stood in for would be. */
  readonly origin: string;
  readonly options?: Readonly<Record<string, string>>;
  /** With its query. */
  readonly path: string;
  readonly streamPath?: string;
  readonly model?: string;
  /** Of the key, where it is another than `secret`. */
  readonly value?: string;
  readonly key: readonly [header: string, value: string];
}

export interface Asked extends UpstreamRequest {
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Scene {
  /** The one that is in the catalogue, without the part that a stand-in replaces. */
  readonly origin: string;
  ask(path: string, body: object, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  readonly asked: () => readonly Asked[];
}

export interface Answered {
  readonly status: number;
  /** `x-bf-warnings`. */
  readonly warnings: string | null;
  readonly text: string;
}

export function namesOf(dialect: string): readonly string[] {
  return catalogue.filter((known) => known.dialect === dialect).map(({ name }) => name);
}

export async function open(
  { name, options, value = secret }: Pick<Expected, "name" | "options" | "value">,
  script: readonly UpstreamStep[],
): Promise<Scene> {
  const upstream = await startUpstream(script);
  const written = { use: name, ...(options && { options }), keys: [{ name: "k0", value }] };
  const { providers } = parseConfig({ providers: { it: written } }, {}, { catalogue });
  const { origin, pathname } = new URL(providers["it"]!.baseUrl);
  const there = { ...written, baseUrl: upstream.origin + pathname, allowPrivateNetwork: true };
  const config = parseConfig({ providers: { it: there } }, {}, { catalogue });
  const gateway = await createGateway({ ...createHost(), clock: systemClock, config, plugins: [] });
  const server = createServer((req, res) => void gateway.handler(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await gateway.close(0);
    await upstream.close();
    upstream.verify();
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin,
    async ask(path, body, headers = {}) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: "POST",
        headers: { ...clients, ...headers },
        body: JSON.stringify(body),
      });
      return { status: answer.status, warnings: answer.headers.get("x-bf-warnings"), text: await answer.text() };
    },
    asked: () => upstream.requests.map((request) => ({ ...request, json: JSON.parse(request.body) as Asked["json"] })),
  };
}

/** Names of all that a call carries but the socket's own. */
export function headersOf({ headers }: UpstreamRequest): Readonly<Record<string, unknown>> {
  const { host: _, connection: _c, "content-length": _l, ...rest } = headers;
  return rest;
}

/** Of every call that is not signed: who says nothing takes any encoding. */
export const unencoded = { "accept-encoding": "identity" };

/** Whatever a client may have about it: none of it is for the provider. */
const clients = {
  "content-type": "application/json",
  authorization: "Bearer of-the-client",
  "x-api-key": "of-the-client",
  "x-goog-api-key": "of-the-client",
  "api-key": "of-the-client",
  "openai-organization": "of-the-client",
  cookie: "of=the-client",
};
