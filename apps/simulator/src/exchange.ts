/** Answers one request: finds its caller, operation and fault, then sends the answer. */
import type { ServerResponse } from "node:http";
import type { Answer } from "./answer.ts";
import type { Json } from "./body.ts";
import type { RecordedCall } from "./calls.ts";
import type { HeaderList } from "./dialects/dialect.ts";
import { openai, problem } from "./dialects/openai.ts";
import { parseFaults, type Fault } from "./fault.ts";
import type { Kept } from "./kept.ts";
import type { Settings } from "./options.ts";
import { find, pathOf, type Target } from "./routes.ts";
import { meets, type Script } from "./script.ts";
import { Sending } from "./sending.ts";
import { sendStream } from "./stream.ts";
import { replacement, saysError, sendWhole } from "./whole.ts";

/** What all requests to one simulator share. */
export interface Service {
  readonly settings: Settings;
  readonly script: Script;
  readonly kept: Kept;
}

export function answer(
  response: ServerResponse,
  call: RecordedCall,
  body: Json | undefined,
  upload: readonly Buffer[],
  { settings, script, kept }: Service,
): Sending {
  const sending = new Sending(response, call, settings.after, settings.now);
  const target = find(call.path, call.method, call.headers);
  const { dialect } = target;
  const id = dialect.requestId();
  const stream = target.stream ?? (body?.stream === true || (target.name === "speech" && body?.stream_format === "sse"));
  call.operation = target.name;
  call.model = target.model ?? (typeof body?.model === "string" ? body.model : undefined);
  let fault: Fault;
  try {
    const own = call.headers["x-simulator-fault"];
    const traits = { operation: call.operation, model: call.model, key: call.key, stream };
    const asked = typeof own === "string" ? parseFaults(own).find((one) => meets(one, traits)) : undefined;
    fault = asked ?? script.take(traits) ?? {};
  } catch (error) {
    const said = problem(400, `x-simulator-fault: ${String(error)}`);
    sendWhole(sending, { "content-type": openai.whole }, said, {}, (fields) => openai.scripted(fields, id));
    return sending;
  }
  if (fault.hang) return sending;
  const modelless = target.modelless === true;
  const asked: Asked = { call, id, body, upload, stream, fault, settings, kept, modelless };
  const result = replacement(fault, dialect, id) ?? natural(target, asked);
  const send = (): void => {
    const headers = headersOf(result, target, fault, id, settings.now() - call.startedAt);
    if (!("frames" in result)) sendWhole(sending, headers, result, fault, (fields) => dialect.scripted(fields, id));
    else sendStream(sending, headers, result, fault, settings.paceMs);
  };
  if (fault.delayHeadersMs === undefined) send();
  else sending.wait(fault.delayHeadersMs, send);
  return sending;
}

interface Asked {
  readonly call: RecordedCall;
  readonly id: string;
  readonly body: Json | undefined;
  readonly upload: readonly Buffer[];
  readonly stream: boolean;
  readonly fault: Fault;
  readonly settings: Settings;
  readonly kept: Kept;
  readonly modelless: boolean;
}

function natural({ dialect, method, run }: Target, asked: Asked): Answer {
  const { call, id, body, upload, stream, fault, settings, kept } = asked;
  if (!run) return dialect.noSuchPath(call.method, pathOf(call.path), id);
  if (call.method !== method) return dialect.wrongMethod(call.method, pathOf(call.path), id);
  const refusal = dialect.refuse(asked);
  if (refusal) return refusal;
  try {
    return run({ call, id, body: body ?? {}, model: call.model ?? "", stream, fault, settings, upload, kept });
  } catch {
    // JSON nested deeper than the stack: one request's fault must not end the process.
    return { status: 500, json: dialect.failed(500, id, fault) };
  }
}

function headersOf(result: Answer, { dialect }: Target, fault: Fault, id: string, tookMs: number): HeaderList {
  const whole = !("frames" in result);
  const own = "bytes" in result && !saysError(fault) ? result.contentType : dialect.whole;
  return {
    "content-type": fault.contentType ?? (whole ? own : (result.contentType ?? dialect.events)),
    ...(!whole && { "cache-control": "no-cache", "x-accel-buffering": "no" }),
    ...dialect.headers(id, tookMs),
    ...(fault.headers && lowered(fault.headers)),
  };
}

/** Lets a scripted `Retry-After` or `Content-Type` replace ours, whatever its case. */
function lowered(headers: HeaderList): HeaderList {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
