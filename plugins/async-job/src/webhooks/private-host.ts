/** Whether a URL names a place that is not the public internet, as far as its letters tell; what a name points to, the egress judges. */

/** For `new URL(…).hostname`, which writes every address in one way. */
export function isPrivateHost(hostname: string): boolean {
  const name = hostname.replace(/\.$/, "");
  if (name === "localhost" || name.endsWith(".localhost")) return true;
  if (name.startsWith("[")) return isPrivateV6(groupsOf(name.slice(1, -1)));
  return /^\d+(?:\.\d+){3}$/.test(name) && isPrivateV4(name.split(".").map(Number));
}

/** Of the same registries as those of the egress: https://www.iana.org/assignments/iana-ipv4-special-registry */
const v4: readonly (readonly [net: readonly number[], bits: number])[] = [
  [[0, 0, 0, 0], 8],
  [[10, 0, 0, 0], 8],
  [[100, 64, 0, 0], 10],
  [[127, 0, 0, 0], 8],
  [[169, 254, 0, 0], 16],
  [[172, 16, 0, 0], 12],
  [[192, 0, 0, 0], 24],
  [[192, 0, 2, 0], 24],
  [[192, 168, 0, 0], 16],
  [[198, 18, 0, 0], 15],
  [[198, 51, 100, 0], 24],
  [[203, 0, 113, 0], 24],
  [[224, 0, 0, 0], 3],
];

const v6: readonly (readonly [net: readonly number[], bits: number])[] = [
  [[0, 0, 0, 0, 0, 0], 96],
  [[0x64, 0xff9b, 0, 0, 0, 0], 96],
  [[0x64, 0xff9b, 1], 48],
  [[0x100, 0, 0, 0], 64],
  [[0x2001, 0], 23],
  [[0x2001, 0xdb8], 32],
  [[0x2002], 16],
  [[0x3fff, 0], 20],
  [[0x5f00], 16],
  [[0xfc00], 7],
  [[0xfe80], 10],
  [[0xff00], 8],
];

function isPrivateV4(bytes: readonly number[]): boolean {
  return v4.some(([net, bits]) => isInside(bytes, net, bits, 8));
}

function isPrivateV6(groups: readonly number[]): boolean {
  const [high = 0, low = 0] = groups.slice(6);
  // An IPv4 address that is written as one of IPv6.
  if (isInside(groups, [0, 0, 0, 0, 0, 0xffff], 96, 16)) return isPrivateV4([high >> 8, high & 255, low >> 8, low & 255]);
  return v6.some(([net, bits]) => isInside(groups, net, bits, 16));
}

function isInside(address: readonly number[], net: readonly number[], bits: number, width: number): boolean {
  for (let at = 0, left = bits; left > 0; at++, left -= width) {
    const shift = Math.max(0, width - left);
    if ((address[at] ?? 0) >> shift !== (net[at] ?? 0) >> shift) return false;
  }
  return true;
}

function groupsOf(text: string): readonly number[] {
  const [before = "", after] = text.split("::");
  const parse = (part: string): number[] => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)));
  const [first, last] = [parse(before), after === undefined ? [] : parse(after)];
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}
