/** Writes a stream event by event, as fast as the client reads them, and breaks it where the fault says. */
import type { Events } from "./answer.ts";
import type { HeaderList } from "./dialects/dialect.ts";
import type { Fault } from "./fault.ts";
import type { Sending } from "./sending.ts";

export function sendStream(to: Sending, headers: HeaderList, events: Events, fault: Fault, paceMs: number): void {
  const { response } = to;
  if (fault.resetAfter === 0) return to.tear("fin");
  response.writeHead(fault.status ?? 200, headers);
  if (fault.emptyBody) return void response.end();
  if (fault.errorFirst !== undefined) return fail(to, events, fault.errorFirst);

  const pace = fault.paceMs ?? paceMs;
  const stop = Math.min(at(fault.stallAfter), at(fault.cutAfter), at(fault.resetAfter), at(fault.errorAfter));
  let damage = at(fault.malformedAfter);
  let sent = 0;

  const step = (): void => {
    if (to.gone) return;
    if (sent === stop) return breakOff();
    const next = events.frames.next();
    if (next.done) return finish();
    let frame = next.value;
    if (!frame.startsWith(":") && sent++ === damage) {
      frame = damaged(frame);
      damage = Infinity;
    }
    if (response.write(frame)) to.wait(pace, step);
    else response.once("drain", () => to.wait(pace, step));
  };

  const finish = (): void => {
    if (stop !== Infinity) return breakOff();
    if (damage !== Infinity) response.write(damaged(events.terminator));
    response.end(fault.noDone ? undefined : events.terminator);
  };

  const breakOff = (): void => {
    if (stop === fault.stallAfter) response.flushHeaders();
    else if (stop === fault.cutAfter) response.end();
    else if (stop === fault.resetAfter) to.tear("fin");
    else fail(to, events, fault.error);
  };

  if (fault.delayFirstEventMs === undefined) return step();
  response.flushHeaders();
  to.wait(fault.delayFirstEventMs, step);
}

function fail(to: Sending, events: Events, error: unknown): void {
  to.response.end(events.failure(error));
}

function at(count: number | undefined): number {
  return count ?? Infinity;
}

/** Half of the frame's JSON: the frame itself stays whole, or a reader would only see a pause. */
function damaged(frame: string): string {
  const from = frame.indexOf("data: ") + 1;
  if (from > 0 && frame.startsWith("[", from + 5)) return `data: {"id":"damaged\n\n`;
  const start = from === 0 ? 0 : from + 5;
  const half = frame.slice(0, start + Math.floor((frame.length - start) / 2)).trimEnd();
  return half + (/\s+$/.exec(frame)?.[0] ?? "");
}
