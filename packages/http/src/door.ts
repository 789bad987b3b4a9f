/** From a request to an exchange and its first call, or to the reason why not. Judges only what any API would. */
import { type Call, type Exchange, type ExchangeInit, isRefusal, type Refusal } from "@headgate/core";
import type { Operation } from "@headgate/dialects";
import { bytesBody, type Entry, fieldOf, scanBody } from "@headgate/wire";
import type { IncomingMessage } from "node:http";
import type { AppOptions } from "./app.ts";
import { directKey } from "./direct-key.ts";
import { createExchange } from "./exchange.ts";
import { type Fault, type Faulty, together } from "./faults.ts";
import { isForm, type Upload } from "./multipart/form-body.ts";
import { judgeForm } from "./multipart/judge.ts";
import { noForm } from "./multipart/refusals.ts";
import { isPassthrough, judgePath, providerFor, unseen } from "./passthrough.ts";
import { badBody, escapedModel, missing, wrongEncoding, wrongInside, wrongType, wrongValue } from "./refusals.ts";
import { type Entrance, pathIn, restOf } from "./table.ts";

export interface Admitted {
  readonly x: Exchange;
  readonly call: Call;
}

export function admit(
  id: string,
  req: IncomingMessage,
  received: Uint8Array | Upload,
  entrance: Entrance,
  options: Pick<AppOptions, "providers" | "faults">,
): Admitted | Refusal {
  const { access, operation, dialect, inference } = entrance;
  const { providers } = options;
  const { method = "", url = "", headers } = req;
  const raw = isPassthrough(entrance);
  const body = !(received instanceof Uint8Array) ? received : raw ? unseen(received) : bytesBody(received);
  const about = !inference
    ? nothing
    : raw
      ? (judgePath(url, entrance.path) ?? nothing)
      : judge(headers, body, inference, inference.asked?.(restOf(entrance, url)), options, entrance.home);
  if (isRefusal(about)) return about;
  const at = url.indexOf("?");
  const init: ExchangeInit = {
    id,
    access,
    inference: inference !== undefined,
    operation,
    dialect: dialect.name,
    stream: about.stream,
    method,
    path: pathOf(entrance, url),
    query: at < 0 ? "" : url.slice(at + 1),
    peer: req.socket.remoteAddress ?? "",
    headers: headers as Exchange["headers"],
    body,
  };
  const x = createExchange(init, inference?.asked ? about.model : undefined);
  const target = about.model === "" ? undefined : providers.resolve(about.model, entrance.home)[0];
  const provider = raw ? providerFor(x, entrance, providers) : (target?.provider ?? "");
  const credential = inference ? directKey(headers, providers.get(provider)) : undefined;
  if (isRefusal(credential)) return credential;
  const call = { provider, model: target?.model ?? about.model, body };
  return { x, call: credential ? { ...call, credential } : call };
}

/** One path, however it was spelled: an escape, an extra slash or a prefix must not mislead a plugin that judges by it. */
function pathOf({ path, stored }: Entrance, url: string): string {
  const asked = /[:*]/.test(path) ? pathIn(url) : path;
  return stored ? asked.slice(stored.prefix.length) : asked;
}

type About = { readonly model: string; readonly stream: boolean };
const nothing: About = { model: "", stream: false };

/** `asked`: the model and stream, where the path names them. */
function judge(
  headers: IncomingMessage["headers"],
  body: Call["body"],
  operation: Operation,
  asked: About | undefined,
  options: Pick<AppOptions, "providers" | "faults">,
  home: string | undefined,
): About | Refusal {
  const { "content-type": type, "content-encoding": encoding = "identity" } = headers;
  if (encoding !== "identity" && encoding.toLowerCase() !== "identity") return wrongEncoding(encoding);
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
  const named = asked ? undefined : says("model");
  // What reads bytes and what reads JSON must see the same model.
  if (named && body.bytes![named.start + "model".length + 1] !== 0x22) return escapedModel();
  let faults: Faulty[] | undefined;
  const model = asked?.model ?? modelOf(body, named);
  if (typeof model !== "string") faults = [model];
  let isWhole = true;
  for (const { name, message, unless = [] } of operation.required) {
    if (says(name) || unless.some(says)) continue;
    isWhole = false;
    (faults ??= []).push(missing(name, message));
  }
  const wrong = isWhole ? operation.wrong?.((name) => fieldOf(body, name)) : undefined;
  if (wrong) (faults ??= []).push(wrongInside(wrong));
  const stream = asked?.stream ?? streamOf(body, says("stream"), operation);
  if (typeof stream !== "boolean") (faults ??= []).push(stream);
  if (!faults) return { model, stream } as About;
  return together(faults, faultsBehind(operation.name, typeof model === "string" ? model : "", body, options, home));
}

function faultsBehind(
  operation: string,
  asked: string,
  body: Call["body"],
  { providers, faults }: Pick<AppOptions, "providers" | "faults">,
  home: string | undefined,
): readonly Fault[] {
  const { provider = "", model = asked } = (asked === "" ? undefined : providers.resolve(asked, home)[0]) ?? {};
  return faults?.(operation, { provider, model, body }) ?? [];
}

function streamOf(body: Call["body"], named: Entry | undefined, { name, stream: format }: Operation): boolean | Faulty {
  const by = format?.askedBy;
  if (by) return fieldOf(body, by[0]) === by[1];
  const stream = named ? fieldOf(body, "stream") : false;
  if (typeof stream !== "boolean") return wrongValue("stream", `stream is ${JSON.stringify(stream)}; expected true or false`);
  return stream && !format ? wrongValue("stream", `${name} has no streaming form; leave stream out`) : stream;
}

function modelOf(body: Call["body"], named: Entry | undefined): string | Faulty {
  if (!named) return missing("model", "model is required");
  const model = fieldOf(body, "model");
  return typeof model === "string" ? model : wrongValue("model", `model is ${JSON.stringify(model)}; expected a string`);
}

/** null, "", [] and {}, the last two also with white space inside: present, but empty. */
function isEmpty(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start];
  if (first === 0x22) return end - start === 2;
  if (first !== 0x5b && first !== 0x7b) return first === 0x6e;
  let at = start + 1;
  while (bytes[at]! <= 0x20) at++;
  return at === end - 1;
}
