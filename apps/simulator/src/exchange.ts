/** Answers one request: who asks, what for, which fault meets it, and then out with it. */
import type { ServerResponse } from "node:http";
import type { Answer } from "./answer.ts";
import type { Json } from "./body.ts";
import type { RecordedCall } from "./calls.ts";
import { missing, problem, unknownModel } from "./errors.ts";
import { parseFaults, type Fault } from "./fault.ts";
import { requestId } from "./ids.ts";
import { listModels, showModel } from "./operations/models.ts";
import type { Settings } from "./options.ts";
import { find, pathOf, type Target } from "./routes.ts";
import { meets, type Script } from "./script.ts";
import { Sending } from "./sending.ts";
import { sendStream, type HeaderList } from "./stream.ts";
import { replacement, sendWhole } from "./whole.ts";

export function answer(
  response: ServerResponse,
  call: RecordedCall,
  body: Json | undefined,
  settings: Settings,
  script: Script,
): Sending {
  const sending = new Sending(response, call, settings.after, settings.now);
  const target = find(call.path);
  const stream = body?.stream === true;
  const traits = { operation: target?.name ?? "", model: call.model, key: call.key, stream };
  let fault: Fault;
  try {
    const own = call.headers["x-simulator-fault"];
    const asked = typeof own === "string" ? parseFaults(own).find((one) => meets(one, traits)) : undefined;
    fault = asked ?? script.take(traits) ?? {};
  } catch (error) {
    sendWhole(sending, headersOf("application/json", {}, 0), problem(400, `x-simulator-fault: ${String(error)}`), {});
    return sending;
  }
  if (fault.hang) return sending;
  const result = replacement(fault) ?? natural(call, target, body, fault, settings);
  const send = (): void => {
    const took = settings.now() - call.startedAt;
    if ("json" in result) sendWhole(sending, headersOf("application/json", fault, took), result, fault);
    else sendStream(sending, headersOf("text/event-stream; charset=utf-8", fault, took), result, fault, settings.paceMs);
  };
  if (fault.delayHeadersMs === undefined) send();
  else sending.wait(fault.delayHeadersMs, send);
  return sending;
}

function natural(
  call: RecordedCall,
  target: Target | undefined,
  body: Json | undefined,
  fault: Fault,
  settings: Settings,
): Answer {
  if (!target) return problem(404, `Invalid URL (${call.method} ${pathOf(call.path)})`);
  if (call.method !== target.method) {
    return problem(
      405,
      `Not allowed to ${call.method} on ${pathOf(call.path)}. (HINT: Perhaps you meant to use a different HTTP method?)`,
    );
  }
  if (settings.keys && (call.key === undefined || !settings.keys.has(call.key))) return refused(call.key);
  if (target.model !== undefined) return showModel(target.model, settings);
  if (!target.run) return listModels(settings);
  if (!body) return problem(400, "We could not parse the JSON body of your request. The OpenAI API expects a JSON payload.");
  if (call.model === undefined) return missing("model");
  if (!settings.models.has(call.model)) return unknownModel(call.model);
  return target.run({ body, model: call.model, stream: body.stream === true, fault, settings });
}

function refused(key: string | undefined): Answer {
  if (key === undefined)
    return problem(
      401,
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth.",
    );
  const mask = `${key.slice(0, 3)}***${key.slice(-4)}`;
  return problem(401, `Incorrect API key provided: ${mask}. You can find your API key in your account.`, "invalid_api_key");
}

function headersOf(contentType: string, fault: Fault, tookMs: number): HeaderList {
  const stream = contentType.startsWith("text/event-stream");
  return {
    "content-type": fault.contentType ?? contentType,
    ...(stream && { "cache-control": "no-cache", "x-accel-buffering": "no" }),
    "x-request-id": requestId(),
    "openai-processing-ms": String(Math.max(1, Math.round(tookMs))),
    "openai-version": "2020-10-01",
    ...(fault.headers && lowered(fault.headers)),
  };
}

/** So that a scripted `Retry-After` or `Content-Type` takes the place of ours, whatever its case. */
function lowered(headers: HeaderList): HeaderList {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
