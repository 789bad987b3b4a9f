/** One cell as the ledger has it and as it should be, in one shape, so that they are compared as a whole. */
import { type Cell, spareTokens } from "./cells.ts";
import type { Kept as Wanted } from "./endings.ts";
import type { Kept } from "./scene.ts";
import type { Tokens } from "./ways.ts";

export interface Shown {
  /** Of each record of the request; there should be one. */
  readonly requests: readonly object[];
  readonly calls: readonly object[];
  /** Calls that the provider has seen. */
  readonly received: number;
}

export function shownOf(requests: readonly Kept[], calls: readonly Kept[], received: number): Shown {
  const request = requests[0]?.["id"];
  return {
    requests: requests.map((record) => ({ ...essence(record), attempts: record["attempts"] })),
    calls: calls.map((record) => ({ ...essence(record), attempt: record["attempt"], belongs: record["request_id"] === request })),
    received,
  };
}

/** `got` is what the client got: there the usage stands of a provider that counts by itself. */
export function expectedOf(cell: Cell, got: string): Shown {
  const { ending, way } = cell;
  const expected = ending.expects?.(way);
  if (!expected) return { requests: [], calls: [], received: 0 };
  const { request, calls } = expected;
  const rescued = request.ended === "complete" && calls[0]?.ended === "discarded" && ending.more !== undefined;
  const reported = rescued ? way.reports(spareTokens) : (cell.tokens ?? usageIn(got, cell));
  const common = { operation: way.operation, stream: way.stream };
  const record = ({ tokens, reached: _reached, ...kept }: Wanted): object => ({
    error: null,
    ...common,
    ...kept,
    tokens: tokens === "reported" ? reported : tokens,
  });
  return {
    requests: [{ ...record(request), attempts: calls.length }],
    calls: calls.map((call, i) => ({ ...record(call), attempt: i + 1, belongs: true })),
    received: calls.filter(({ reached = true }) => reached).length,
  };
}

function essence(record: Kept): object {
  const { operation, stream, status, ended, error_code: error } = record;
  return { operation, stream, status, ended, error, tokens: tokensOf(record) };
}

/** Of a guess only the size is known: a streamed answer of these cells has some 40 pieces. */
function tokensOf({ units, estimated }: Kept): unknown {
  if (units === null && estimated === null) return "none";
  const { input, output = 0 } = units as Tokens;
  if (estimated === true && input > 0 && output > 0 && output <= 50) return "estimated";
  return estimated === false ? units : { estimated, units };
}

function usageIn(got: string, { way }: Cell): unknown {
  const found = [...got.matchAll(/"usage(?:Metadata)?":(\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})/g)].at(-1)?.[1];
  return found === undefined ? "none" : way.read(JSON.parse(found));
}
