/** Which addresses are not part of the public internet. A name is never private here: only a lookup says where it leads. */

/** 16-bit groups of an IPv6 address; an IPv4 address stands in its mapped form, ::ffff:a.b.c.d. */
type Groups = readonly number[];

interface Net {
  readonly groups: Groups;
  readonly bits: number;
}

const dotted = /^\d+(?:\.\d+){3}$/;

// The IANA special-purpose address registries, 2025: https://www.iana.org/assignments/iana-ipv4-special-registry
const nets: readonly Net[] = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
  "::/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
  "5f00::/16",
  "fc00::/7",
  "fe80::/10",
  "ff00::/8",
  // No longer in the registry, and still routed by some: IPv4-translated (RFC 2765) and site-local (RFC 3879).
  "::ffff:0:0:0/96",
  "fec0::/10",
].map(netOf);

/** For an address as text, in brackets or not, with a zone or not. What looks like an address and cannot be read is private. */
export function isPrivateAddress(host: string): boolean {
  const text = host.replace(/^\[|\]$/g, "").replace(/%.*$/s, "");
  if (!text.includes(":") && !dotted.test(text)) return false;
  const groups = groupsOf(text);
  return groups === undefined || nets.some((net) => isInside(groups, net));
}

function netOf(text: string): Net {
  const [address = "", bits] = text.split("/");
  return { groups: groupsOf(address)!, bits: Number(bits) + (dotted.test(address) ? 96 : 0) };
}

function isInside(groups: Groups, net: Net): boolean {
  for (let at = 0, left = net.bits; left > 0; at++, left -= 16) {
    const shift = Math.max(0, 16 - left);
    if (groups[at]! >> shift !== net.groups[at]! >> shift) return false;
  }
  return true;
}

/** Undefined when it is not an address. */
function groupsOf(text: string): Groups | undefined {
  if (dotted.test(text)) return groupsOf(`::ffff:${text}`);
  const [before, after, ...more] = text.split("::");
  const [first, last] = [listOf(before!), listOf(after ?? "")];
  if (!first || !last || more.length > 0) return undefined;
  const missing = 8 - first.length - last.length;
  if (after === undefined ? missing !== 0 : missing < 0) return undefined;
  return [...first, ...Array<number>(missing).fill(0), ...last];
}

/** Undefined when a part is not a group. */
function listOf(text: string): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  for (const part of text.split(":")) {
    if (dotted.test(part)) {
      const bytes = part.split(".").map(Number);
      if (bytes.some((byte) => byte > 255)) return undefined;
      groups.push((bytes[0]! << 8) | bytes[1]!, (bytes[2]! << 8) | bytes[3]!);
    } else if (/^[\da-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}
