/** Private addresses are judged after the name was resolved: a name can point anywhere. */
import { lookup as systemLookup, type LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import { isPrivateAddress } from "@headgate/wire";

/** A lookup for sockets that hands out public addresses only: what was checked is what is connected to. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    const open = addresses.filter(({ address }) => !isPrivateAddress(address));
    if (open.length === 0) return callback(privateAddress(hostname), []);
    answer(open, options.all === true, callback);
  });
};

function answer(open: readonly LookupAddress[], all: boolean, callback: Parameters<LookupFunction>[2]): void {
  if (all) callback(null, [...open]);
  else callback(null, open[0]!.address, open[0]!.family);
}

export function privateAddress(hostname: string): Error {
  return Object.assign(new Error(`${hostname} is a private address; set allowPrivateNetwork: true to allow it`), {
    code: "EPRIVATE",
  });
}
