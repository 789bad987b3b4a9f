/** From a request to an exchange and its first call, or to the reason why not. Judges only what any API would. */
import { type Call, type Exchange, isRefusal, type Providers, type Refusal } from "@headgate/core";
import type { Operation } from "@headgate/dialects";
import { bytesBody, type Entry, fieldOf, scanBody } from "@headgate/wire";
import type { IncomingMessage } from "node:http";
import { directKey } from "./direct-key.ts";
import { createExchange } from "./exchange.ts";
import { type FormBody, isForm } from "./multipart/form-body.ts";
import { judgeForm } from "./multipart/judge.ts";
import { noForm } from "./multipart/refusals.ts";
import { judgePath, providerFor, unseen } from "./passthrough.ts";
import { badBody, escapedModel, missing, wrongEncoding, wrongInside, wrongType, wrongValue } from "./refusals.ts";
import { type Entrance, restOf } from "./table.ts";

export interface Admitted {
  readonly x: Exchange;
  readonly call: Call;
}

export function admit(
  id: string,
  req: IncomingMessage,
  received: Uint8Array | FormBody,
  entrance: Entrance,
  providers: Providers,
): Admitted | Refusal {
  const { access, operation, dialect, inference } = entrance;
  const { method = "", url = "", headers } = req;
  const raw = inference !== undefined && inference === dialect.passthrough;
  const body = !(received instanceof Uint8Array) ? received : raw ? unseen(received) : bytesBody(received);
  const about = !inference
    ? nothing
    : raw
      ? (judgePath(url, entrance.path) ?? nothing)
      : judge(headers, body, inference, inference.asked?.(restOf(entrance, url)));
  if (isRefusal(about)) return about;
  const at = url.indexOf("?");
  const x = createExchange({
    id,
    access,
    inference: inference !== undefined,
    operation,
    dialect: dialect.name,
    stream: about.stream,
    method,
    // One path, however it was spelled: a plugin that judges by it must not be misled by an escape or a slash more.
    path: /[:*]/.test(entrance.path) ? url.split("?", 1)[0]! : entrance.path,
    query: at < 0 ? "" : url.slice(at + 1),
    peer: req.socket.remoteAddress ?? "",
    headers: headers as Exchange["headers"],
    body,
  });
  const target = about.model === "" ? undefined : providers.resolve(about.model)[0];
  const provider = raw ? providerFor(x.headers, dialect.name, providers) : (target?.provider ?? "");
  const credential = inference ? directKey(headers, providers.get(provider)) : undefined;
  if (isRefusal(credential)) return credential;
  const call = { provider, model: target?.model ?? about.model, body };
  return { x, call: credential ? { ...call, credential } : call };
}

type About = { readonly model: string; readonly stream: boolean };
const nothing: About = { model: "", stream: false };

/** `asked`: where the path says it. */
function judge(
  headers: IncomingMessage["headers"],
  body: Call["body"],
  operation: Operation,
  asked: About | undefined,
): About | Refusal {
  const { "content-type": type, "content-encoding": encoding = "identity" } = headers;
  if (encoding !== "identity") return wrongEncoding(encoding);
  if (isForm(body)) return judgeForm(body.form, operation);
  if (operation.form === "only") return noForm(type, false);
  if (type !== undefined && !/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type))
    return operation.form ? noForm(type, true) : wrongType(type);
  const scan = scanBody(body);
  if (!scan.ok) return badBody(scan);
  const says = (name: string): Entry | undefined => {
    const entry = scan.entries.find((each) => each.name === name);
    return entry && !isEmpty(body.bytes!, entry.valueStart, entry.valueEnd) ? entry : undefined;
  };
  const model = asked?.model ?? modelOf(body, says("model"));
  if (typeof model !== "string") return model;
  for (const { name, message, unless = [] } of operation.required) {
    if (!says(name) && !unless.some(says)) return missing(name, message);
  }
  const wrong = operation.wrong?.((name) => fieldOf(body, name));
  if (wrong) return wrongInside(wrong);
  if (asked) return asked;
  const by = operation.stream?.askedBy;
  if (by) return { model, stream: fieldOf(body, by[0]) === by[1] };
  const stream = says("stream") ? fieldOf(body, "stream") : false;
  if (typeof stream !== "boolean") return wrongValue("stream", `stream is ${JSON.stringify(stream)}; expected true or false`);
  if (stream && !operation.stream) return wrongValue("stream", `${operation.name} has no streaming form; leave stream out`);
  return { model, stream };
}

function modelOf(body: Call["body"], named: Entry | undefined): string | Refusal {
  if (!named) return missing("model", "model is required");
  // What reads bytes and what reads JSON must see the same model.
  if (body.bytes![named.start + "model".length + 1] !== 0x22) return escapedModel();
  const model = fieldOf(body, "model");
  return typeof model === "string" ? model : wrongValue("model", `model is ${JSON.stringify(model)}; expected a string`);
}

/** null, "", [] and {}: written, but saying nothing. */
function isEmpty(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 2 ? bytes[start] !== 0x2d && !isDigit(bytes[start]!) : end - start === 4 && bytes[start] === 0x6e;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
