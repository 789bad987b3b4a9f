/** Starts the provider on a port and returns the handle with which tests script it and inspect its calls. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createParser, type Json, readBody } from "./body.ts";
import { CallLog, RecordedCall, type Call } from "./calls.ts";
import { control, controlPrefix, type Controlled } from "./control.ts";
import { answer, type Service } from "./exchange.ts";
import type { Fault } from "./fault.ts";
import { isForm, readForm } from "./form.ts";
import { createKept, forget } from "./kept.ts";
import { settle, type Settings, type SimulatorOptions } from "./options.ts";
import { createScript } from "./script.ts";
import type { Sending } from "./sending.ts";

export interface Simulator {
  /** `http://127.0.0.1:PORT`, without `/v1`. */
  readonly url: string;
  readonly port: number;
  /** The calls since the start or the last `reset()`, in order of arrival; limited by `record`. */
  readonly calls: readonly Call[];
  /** Forgets the calls and what was stored, and returns to the first script; pending answers continue. */
  reset(): void;
  /** Replaces the script. */
  script(faults: readonly Fault[] | Fault): void;
  /** Resolves when `count` calls have arrived since the last `reset()`. */
  waitForCalls(count: number): Promise<readonly Call[]>;
  /** Calls `fn` for each call once its body has arrived; returns a function that stops this. */
  on(event: "call", listener: (call: Call) => void): () => void;
  /** Cuts every connection and cancels every wait. */
  close(): Promise<void>;
}

/** Rejects if the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const settings = settle(options);
  const script = createScript(settings.faults);
  const kept = createKept();
  const log = new CallLog(settings.record);
  const listeners = new Set<(call: Call) => void>();
  const active = new Set<Sending>();
  let arrived = 0;
  const simulator: Controlled = {
    log,
    script: (faults) => script.replace(faults),
    reset() {
      log.clear();
      arrived = 0;
      forget(kept);
      script.replace(settings.faults);
    },
  };
  const server = createServer(
    listen({ settings, script, kept }, simulator, active, (call) => {
      arrived++;
      log.add(call);
      for (const listener of listeners) listener(call);
    }),
  );
  // A proxy's idle connection must outlive its pool's own limit, or benchmarks would see unscripted resets.
  server.keepAliveTimeout = 120_000;
  server.requestTimeout = 0;
  const port = await bind(server, settings);
  const on: Simulator["on"] = (_event, listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    url: `http://${settings.host.includes(":") ? `[${settings.host}]` : settings.host}:${port}`,
    port,
    calls: log.list,
    on,
    reset: () => simulator.reset(),
    script: (faults) => script.replace([faults].flat()),
    waitForCalls: (count) =>
      new Promise((resolve) => {
        if (arrived >= count) return resolve(log.list);
        const stop = on("call", () => {
          if (arrived < count) return;
          stop();
          resolve(log.list);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        for (const sending of active) sending.stop();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const nothing = Buffer.alloc(0);
const noUpload: readonly Buffer[] = [];

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

function listen(service: Service, simulator: Controlled, active: Set<Sending>, arrived: (call: RecordedCall) => void): Handler {
  const parse = createParser();
  return (request, response) => {
    const { method = "GET", url = "/" } = request;
    const startedAt = service.settings.now();
    readBody(request, (received) => {
      if (url.startsWith(controlPrefix)) return control(simulator, `${method} ${url}`, received, response);
      const reply = (call: RecordedCall, json: Json | undefined, upload: readonly Buffer[]): void => {
        const sending = answer(response, call, json, upload, service);
        active.add(sending);
        response.on("close", () => active.delete(sending));
        arrived(call);
      };
      if (isForm(request.headers)) {
        return readForm(request.headers, received, (form, upload) =>
          reply(new RecordedCall(method, url, request.headers, nothing, startedAt, form), form, upload),
        );
      }
      const { bytes, json } = parse(received);
      reply(new RecordedCall(method, url, request.headers, bytes, startedAt), json, noUpload);
    });
  };
}

function bind(server: Server, settings: Settings): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(settings.port, settings.host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : settings.port);
    });
  });
}
