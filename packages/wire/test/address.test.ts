/** An address is private in whatever way it is written; a name is not, and what cannot be read is. */
import { isPrivateAddress } from "@headgate/wire";
import * as fc from "fast-check";
import { expect, test } from "vitest";

test.each([
  ["0.0.0.0", "0.255.255.255"],
  ["10.0.0.0", "10.255.255.255"],
  ["100.64.0.0", "100.127.255.255"],
  ["127.0.0.1", "127.255.255.255"],
  ["169.254.169.254", "169.254.255.255"],
  ["172.16.0.0", "172.31.255.255"],
  ["192.0.0.0", "192.0.0.255"],
  ["192.0.2.1", "192.0.2.255"],
  ["192.168.0.0", "192.168.255.255"],
  ["198.18.0.0", "198.19.255.255"],
  ["198.51.100.0", "198.51.100.255"],
  ["203.0.113.0", "203.0.113.255"],
  ["224.0.0.0", "255.255.255.255"],
  ["::", "::1"],
  ["::7f00:1", "::127.0.0.1"],
  ["::ffff:0:0", "::ffff:127.0.0.1"],
  ["::ffff:a00:1", "0:0:0:0:0:FFFF:192.168.0.1"],
  ["::ffff:0:127.0.0.1", "::ffff:0:808:808"],
  ["64:ff9b::", "64:ff9b::8.8.8.8"],
  ["64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"],
  ["100::", "100::ffff:ffff:ffff:ffff"],
  ["2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["fe80::1", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["fec0::1", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["[::1]", "[fe80::1%eth0]"],
  ["fe80::1%25eth0", "::ffff:10.0.0.1%1"],
  ["256.1.1.1", "1.2.3.999999999999999999999"],
  [":", ":::"],
  ["1::2::3", "1:2:3:4:5:6:7"],
  ["1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::9"],
  ["2606:4700::g", "2606:4700::11111"],
])("%s and %s are private", (first, second) => {
  expect([isPrivateAddress(first), isPrivateAddress(second)]).toEqual([true, true]);
});

test.each([
  ["1.0.0.0", "9.255.255.255"],
  ["11.0.0.0", "100.63.255.255"],
  ["100.128.0.0", "126.255.255.255"],
  ["128.0.0.0", "169.253.255.255"],
  ["172.15.255.255", "172.32.0.0"],
  ["192.0.1.0", "192.0.3.0"],
  ["192.167.255.255", "192.169.0.0"],
  ["198.17.255.255", "198.20.0.0"],
  ["203.0.112.255", "223.255.255.255"],
  ["::ffff:8.8.8.8", "::ffff:808:808"],
  ["64:ff9b:2::", "101::"],
  ["2001:200::", "2001:db9::"],
  ["2606:4700::1111", "[2606:4700::1111]"],
  ["3fff:1000::", "5eff::"],
  ["example.com", "localhost"],
  ["127.0.0.1.example.com", "10.example"],
  ["", "fc00"],
])("%s and %s are not", (first, second) => {
  expect([isPrivateAddress(first), isPrivateAddress(second)]).toEqual([false, false]);
});

test("judges an address alike in whatever way it is written", () => {
  const group = fc.oneof(fc.constantFrom(0, 0, 0, 1, 0x64, 0xff9b, 0x2001, 0xdb8, 0xfe80, 0xffff), fc.nat(0xffff));
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
      const written = groups.map((one) => one.toString(16).padStart(4, "0")).join(":");
      const tail = groups
        .slice(6)
        .flatMap((one) => [one >> 8, one & 255])
        .join(".");
      const isPrivate = isPrivateAddress(written);
      expect(isPrivateAddress(new URL(`http://[${written}]`).hostname)).toBe(isPrivate);
      expect(isPrivateAddress(`${written.slice(0, 30).toUpperCase()}${tail}%eth0`)).toBe(isPrivate);
      expect(isPrivateAddress(`::ffff:${tail}`)).toBe(isPrivateAddress(tail));
    }),
  );
});
