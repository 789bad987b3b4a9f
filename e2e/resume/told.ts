/** What a client was told by the events of a stream, put in one object that a test can compare. */
import type { Event, Operation } from "./operations.ts";

export interface Told {
  readonly text: string;
  /** Different names of the answer and its parts. */
  readonly ids: number;
  readonly finishes: readonly string[];
  /** Sequence numbers that are not the event's place; empty as well for operations that do not count. */
  readonly misnumbered: readonly number[];
  /** What the SDK threw; undefined when it took the stream for finished. */
  readonly error: (Error & { readonly code?: string | null }) | undefined;
}

export async function listen(operation: Operation, stream: AsyncIterable<unknown>): Promise<Told> {
  const events: Event[] = [];
  try {
    for await (const event of stream) events.push(event as Event);
  } catch (error) {
    return told(operation, events, error as Error);
  }
  return told(operation, events);
}

/** Every event of a stream's bytes but its terminator. */
export function eventsOf(raw: string): readonly Event[] {
  const data = raw.split("\n\n").flatMap((frame) => /^data: (.*)$/m.exec(frame)?.[1] ?? []);
  return data.filter((text) => text !== "[DONE]").map((text) => JSON.parse(text) as Event);
}

export function told({ textOf, idsOf, finishOf }: Operation, events: readonly Event[], error?: Error): Told {
  return {
    text: events.map(textOf).join(""),
    ids: new Set(events.flatMap(idsOf).filter((id) => id !== undefined)).size,
    finishes: events.flatMap((event) => finishOf(event) ?? []),
    misnumbered: events.flatMap(({ sequence_number: number }, i) => (number === undefined || number === i ? [] : number)),
    error,
  };
}

/** One whole answer, told once. */
export function whole({ ids, finish }: Operation, text: string): Told {
  return { text, ids, finishes: [finish], misnumbered: [], error: undefined };
}
