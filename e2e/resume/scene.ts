/** The gateway of this folder: a provider that breaks off, those that go on in the same words, and those that have words of their own. */
import { type Call, type Simulator, startSimulator } from "@headgate/simulator";
import { auth, clientKey, fallback, localProvider } from "../start/config.ts";
import { type LogLine, type RunningGateway, startGateway } from "../start/gateway.ts";
import { connect, type Client, type Sdk } from "../start/sdks.ts";
import { aliases, answer, chains, faults, models, otherAnswer, shortAnswer } from "./breaks.ts";
import type { Operation } from "./operations.ts";

/** One request, told from all others by an id of its own. */
export interface Request {
  /** As the SDK sends it. */
  readonly body: object;
  client(sdk: Sdk): Client;
  /** The whole stream as it came. */
  raw(): Promise<string>;
  /** Begins the same request; `signal` is the client leaving. */
  fetch(signal?: AbortSignal): Promise<Response>;
  /** The calls that each provider got for it. */
  calls(): Readonly<Record<string, readonly Call[]>>;
  /** How many of them, in the order first, second, third, other, short. */
  counts(): readonly number[];
  /** Resolves when a provider gets its call for this. */
  called(provider: string): Promise<Call>;
  /** Its access line. */
  access(): Promise<LogLine>;
  /** The other lines of the log about it, once it is over. */
  story(): Promise<readonly LogLine[]>;
}

export interface Scene {
  request(operation: Operation, model: string, more?: object): Request;
  close(): Promise<void>;
}

const names = ["first", "second", "third", "other", "short"] as const;
const answers: Readonly<Record<string, string>> = { other: otherAnswer, short: shortAnswer };

/** `resume` undefined leaves the option out. */
export async function openScene(resume: boolean | undefined): Promise<Scene> {
  const started = names.map(async (name, hours): Promise<readonly [string, Simulator]> => {
    // Clocks apart, so that no provider's dates pass for another's.
    const now = (): number => Date.now() + hours * 3_600_000;
    const script = name === "first" || name === "second" ? faults[name] : [];
    return [name, await startSimulator({ models, name, answer: answers[name] ?? answer, faults: script, now })];
  });
  const simulators = Object.fromEntries(await Promise.all(started));
  const gateway = await startGateway({
    providers: {
      ...Object.fromEntries(Object.entries(simulators).map(([name, simulator]) => [name, localProvider(simulator)])),
      first: localProvider(simulators["first"]!, { timeouts: { idleMs: 800 } }),
    },
    models: { ...aliases },
    plugins: [auth(), fallback({ ...chains })],
    ...(resume !== undefined && { streams: { resume } }),
  });
  let count = 0;
  return {
    request(operation, model, more) {
      const id = `request-${(count += 1)}-end`;
      return requestOf({
        gateway,
        simulators,
        operation,
        id,
        body: { model, ...operation.body, ...more, stream: true, user: id },
      });
    },
    async close() {
      await Promise.all([gateway.stop(), ...Object.values(simulators).map((simulator) => simulator.close())]);
    },
  };
}

interface Parts {
  readonly id: string;
  readonly body: object;
  readonly gateway: RunningGateway;
  readonly simulators: Readonly<Record<string, Simulator>>;
  readonly operation: Operation;
}

function requestOf({ gateway, simulators, operation, id, body }: Parts): Request {
  const isOwn = (call: Call): boolean => call.body.includes(id);
  const callsOf = (name: string): readonly Call[] => simulators[name]!.calls.filter(isOwn);
  const headers = { "x-request-id": id };
  const send = (signal?: AbortSignal): Promise<Response> =>
    fetch(gateway.url + operation.path, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json", authorization: `Bearer ${clientKey}` },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    });
  const access = (): Promise<LogLine> => gateway.waitForLog((line) => line["id"] === id);
  return {
    body,
    client: (sdk) => connect(sdk, gateway, clientKey).withOptions({ defaultHeaders: headers }),
    fetch: send,
    raw: async () => (await send()).text(),
    calls: () => Object.fromEntries(names.map((name) => [name, callsOf(name)])),
    counts: () => names.map((name) => callsOf(name).length),
    called: (name) =>
      new Promise((resolve) => {
        const stop = simulators[name]!.on("call", (call) => {
          if (!isOwn(call)) return;
          stop();
          resolve(call);
        });
      }),
    access,
    async story() {
      await access();
      return gateway.logs().filter((line) => line["request"] === id);
    },
  };
}
