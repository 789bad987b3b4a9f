/** What calls cost, by one dated table. Money is whole nano-dollars everywhere: a billionth of a US dollar. */
import { type Call, type Exchange, service, type Service, type Target, type Usage } from "@headgate/core";

export interface Prices {
  /** The table's version, for records. */
  readonly version: string;
  /** The cost of what was used, in nano-dollars; undefined if no price is known. */
  cost(target: Target, operation: string, units: Usage["units"]): number | undefined;
  /** The most that this call can cost, in nano-dollars: its bytes as tokens, the longest answer, times the answers it asks for. */
  most(x: Exchange, call: Call): number | undefined;
}

export const Prices: Service<Prices> = service<Prices>("prices");
