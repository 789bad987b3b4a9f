/** Which addresses are not the public internet, judged after the name was resolved: a name may point anywhere. */
import { lookup as systemLookup, type LookupAddress } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

const blocked = new BlockList();
// IANA special-purpose address registries, 2025: https://www.iana.org/assignments/iana-ipv4-special-registry
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const) {
  blocked.addSubnet(net, bits, "ipv4");
}
for (const [net, bits] of [
  ["::", 96],
  ["64:ff9b::", 96],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const) {
  blocked.addSubnet(net, bits, "ipv6");
}

/** For an address literal, IPv4-mapped IPv6 included; a name is not private until it is resolved. */
export function isPrivateAddress(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "");
  const family = isIP(bare);
  return family !== 0 && blocked.check(bare, family === 4 ? "ipv4" : "ipv6");
}

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
