/** What calls cost and can cost, in whole nano-dollars, computed in integers. */
import type { Call, Exchange, Usage } from "@headgate/core";
import { mostTokens } from "./most.ts";
import { measures } from "./most-units.ts";
import { type Reckoned, unitNames } from "./picos.ts";
import type { UnitRates } from "./price.ts";

/** Undefined if this price does not cover the operation, or if nothing bounds it. */
export function mostOf(price: Reckoned, x: Exchange, call: Call): number | undefined {
  if (!price.units) return mostOfTokens(price, x, call);
  const measure = measures.get(x.operation);
  const rate = measure && price.units[measure.rate];
  const tokens = price.tokens ? mostOfTokens(price, x, call) : undefined;
  if (rate === undefined) return tokens;
  const most = measure!.most(call.body);
  return most === undefined ? undefined : Math.ceil((most * rate) / 1000) + (tokens ?? 0);
}

export function mostOfTokens({ price, base, long }: Reckoned, x: Exchange, call: Call): number {
  const { input, output } = mostTokens(x, call, price);
  const rates = long && input > long.above ? long : base;
  return Math.ceil((input * rates.mostInput + output * rates.mostOutput) / 1000);
}

/** Undefined if nothing was counted that this price covers. */
export function costOf({ base, long, tokens, units: rates }: Reckoned, units: Usage["units"]): number | undefined {
  const others = rates && picosOfUnits(rates, units);
  if (!tokens || (units["input"] === undefined && units["output"] === undefined))
    return others === undefined ? undefined : Math.round(others / 1000);
  const input = count(units["input"]);
  const read = count(units["cache_read"]);
  const written = count(units["cache_write"]);
  const by = long && input > long.above ? long : base;
  const cached = read * by.cacheRead + written * by.cacheWrite;
  const plain = Math.max(0, input - read - written) * by.input;
  return Math.round((plain + cached + count(units["output"]) * by.output + (others ?? 0)) / 1000);
}

/** Undefined if there were none. */
function picosOfUnits(rates: UnitRates, units: Usage["units"]): number | undefined {
  let sum: number | undefined;
  for (const [unit, name] of unitNames) {
    const rate = rates[name];
    if (rate !== undefined && units[unit] !== undefined) sum = (sum ?? 0) + count(units[unit]) * rate;
  }
  return sum;
}

/** A provider can report anything; nonsense must not corrupt a budget. */
function count(tokens: number | undefined): number {
  return tokens !== undefined && tokens > 0 ? Math.min(tokens, 1e9) : 0;
}
