/** What a refusal for money says is true to the last digit that it shows. */
import { expect, test } from "vitest";
import { budgetExceeded } from "../src/judge/refusals.ts";

const messageOf = (used: number, amount: number, limit: number): string =>
  budgetExceeded({ owner: "VK", scope: "request", used, amount, limit }).message;

test.each([
  [1e9, 5, 1e9, "1.0000 >= 1.0000"],
  [1.2e9, 5, 1e9, "1.2000 >= 1.0000"],
  [0.4e9, 1e9, 1e9, "0.4000 + up to 1.0000 for this call > 1.0000"],
  [0, 2e9, 1e9, "0.0000 + up to 2.0000 for this call > 1.0000"],
  [0, 30_000, 20_000, "0.00000 + up to 0.00003 for this call > 0.00002"],
  [20_000, 1, 20_000, "0.00002 >= 0.00002"],
  [0.4e9, 600_040_000, 1e9, "0.40000 + up to 0.60004 for this call > 1.00000"],
  [0.4e9, 600_000_001, 1e9, "0.400000000 + up to 0.600000001 for this call > 1.000000000"],
  [123_456_789_012, 1e9, 124e9, "123.4568 + up to 1.0000 for this call > 124.0000"],
])("%d used, %d asked for, %d allowed", (used, amount, limit, sum) => {
  expect(messageOf(used, amount, limit)).toBe(`Budget exceeded: VK budget exceeded: ${sum} dollars`);
});

test.each([1, 7, 49_999, 50_000, 999_999_999, 37_500_000_001])("no sum around %d contradicts itself", (limit) => {
  for (const used of [0, 1, Math.floor(limit / 3), limit - 1].filter((it) => it < limit)) {
    const shown = messageOf(used, limit - used + 1, limit).match(/\d+\.\d+/g)!;
    const [spent, asked, most] = shown.map((text) => Math.round(Number(text) * 1e9)) as [number, number, number];
    expect(spent + asked).toBeGreaterThan(most);
    expect(most).toBeGreaterThan(0);
  }
});
