/** Keeps plugins testable: they reach the outside world only through their host, never through Node or a global. */
import { describe, expect, test } from "vitest";

import { importsOf } from "./imports.ts";
import { OUTSIDE, reach } from "./outside.ts";
import { nodesIn, nodesOf } from "./syntax.ts";
import { workspaces } from "./workspaces.ts";

const plugins = workspaces.filter((one) => one.group === "plugins").map((one) => [one.folder, one] as const);

describe.each(plugins)("%s", (_folder, one) => {
  test("takes time, randomness and the network from its host", () => {
    const wrong = one.src.flatMap(nodesOf).flatMap(({ at, node }) => {
      const [found, instead] = reach(node) ?? [];
      return found === undefined ? [] : [`${at} uses ${found}; expected ${instead}`];
    });
    expect(wrong).toEqual([]);
  });

  test("imports no part of Node that reaches outside", () => {
    const wrong = one.src.flatMap(importsOf).filter(({ specifier }) => OUTSIDE.test(specifier));
    expect(wrong.map(({ at, specifier }) => `${at} imports "${specifier}"; expected host.egress or host.clock`)).toEqual([]);
  });
});

describe("the rule itself", () => {
  test.each([
    ["const key = process.env.KEY", "process.env"],
    ["const { env } = process", "process"],
    ["setTimeout(() => {}, 5)", "setTimeout"],
    ["globalThis.setInterval(f, 5)", "setInterval"],
    ["const at = Date.now()", "Date.now"],
    ["const at = new Date()", "new Date()"],
    ["const dice = () => Math.random()", "Math.random"],
    ["await fetch(url)", "fetch"],
  ])("sees %s", (code, found) => {
    expect(nodesIn(code, "x.ts").map(({ node }) => reach(node)?.[0])).toContain(found);
  });

  test.each([
    "host.clock.now()",
    "host.random()",
    "new Date(0)",
    "Math.max(1, 2)",
    "// Date.now()",
    "const text = 'process.env'",
  ])("leaves %s alone", (code) => {
    expect(nodesIn(code, "x.ts").filter(({ node }) => reach(node))).toEqual([]);
  });
});
