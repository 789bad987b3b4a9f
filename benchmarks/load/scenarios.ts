/** What every side is asked, and how often. */
export interface Scenario {
  readonly name: string;
  readonly kind: "json" | "body" | "stream";
  /** What a figure is per. */
  readonly per: "answer" | "event";
  readonly connections: number;
  /** What counts of one process, in ms. */
  readonly turnMs?: number;
  /** Or the number of requests per connection. */
  readonly each?: number;
  /** Requests of each connection before anything counts; for whole answers at most 4 s. */
  readonly warmUp: number;
  /** All sides are asked at the same time, so that what else the machine does meets all of them: for what does not fill a core. */
  readonly together?: boolean;
}

export const scenarios: readonly Scenario[] = [
  { name: "JSON answers of 700 bytes", kind: "json", per: "answer", connections: 32, turnMs: 2000, warmUp: 2000 },
  { name: "1 MB request bodies", kind: "body", per: "answer", connections: 8, turnMs: 2000, warmUp: 50 },
  { name: "Paced streams", kind: "stream", per: "event", connections: 16, each: 6, warmUp: 400, together: true },
];

/** The same scenario as a smoke: a few answers of each side are looked at, and nothing is timed. */
export function shortened({ name, kind, per }: Scenario): Scenario {
  return { name, kind, per, connections: 2, each: 1, warmUp: 1 };
}
