/** Sends a blocking answer in one write, or broken as the fault demands. */
import type { Bytes, Whole } from "./answer.ts";
import type { Dialect, HeaderList } from "./dialects/dialect.ts";
import type { Fault } from "./fault.ts";
import type { Sending } from "./sending.ts";

/** Renders the script's error as a body. */
export type Scripted = (fields: unknown) => string;

export function sendWhole(to: Sending, headers: HeaderList, answer: Whole | Bytes, fault: Fault, error: Scripted): void {
  if (fault.resetAfter === 0) return to.tear("fin");
  const { response } = to;
  const body = bodyOf(answer, fault, error);
  response.writeHead(fault.status ?? answer.status, { ...headers, "content-length": String(body.length) });
  const send = (): void => {
    const half = body.subarray(0, Math.floor(body.length / 2));
    if (fault.stallAfter !== undefined) response.write(half);
    else if (fault.cutAfter !== undefined) response.write(half, () => to.tear("fin"));
    else if (fault.resetAfter !== undefined) response.write(half, () => to.tear("rst"));
    else response.end(body);
  };
  if (fault.delayFirstEventMs === undefined) return send();
  response.flushHeaders();
  to.wait(fault.delayFirstEventMs, send);
}

/** The answer a fault puts in place of the natural one, streamed or not; undefined when it leaves that alone. */
export function replacement(fault: Fault, dialect: Dialect, id: string): Whole | undefined {
  const status = fault.status ?? 200;
  if (fault.body !== undefined)
    return {
      status,
      json: typeof fault.body === "string" ? fault.body : JSON.stringify(fault.body),
    };
  return status >= 400 ? { status, json: dialect.failed(status, id, fault) } : undefined;
}

/** An error in its place is JSON, whatever the type of the answer. */
export function saysError({ errorFirst, errorAfter }: Fault): boolean {
  return errorFirst !== undefined || errorAfter !== undefined;
}

function bodyOf(answer: Whole | Bytes, fault: Fault, error: Scripted): Buffer {
  if (fault.emptyBody) return Buffer.alloc(0);
  if (saysError(fault)) return Buffer.from(error(fault.errorFirst ?? fault.error));
  const body = "bytes" in answer ? answer.bytes : Buffer.from(answer.json);
  // The end is cut off, and the length says so: the transport is whole, only what it carries is not.
  return fault.malformedAfter === undefined ? body : body.subarray(0, Math.floor(body.length / 2));
}
