/** What calls cost, by one dated table. Money is whole nano-dollars everywhere: a billionth of a US dollar. */
import { type Call, type Exchange, service, type Service, type Target, type Usage } from "@headgate/core";

export interface Prices {
  /** Of the table, for records. */
  readonly version: string;
  /** Nano-dollars of what was used; undefined: no price is known. */
  cost(target: Target, operation: string, units: Usage["units"]): number | undefined;
  /** The most that this call can cost: its bytes as tokens, the most it may answer, as many answers as it asks for. */
  most(x: Exchange, call: Call): number | undefined;
}

export const Prices: Service<Prices> = service<Prices>("prices");
