/** What plugins cost a healthy request: those that wrap, those that authorize, limit and record, and the guard. */
import { budgets } from "../budgets.ts";
import type { Mode } from "../mode.ts";
import { inProcess } from "../pipeline/inprocess.ts";
import type { Bar } from "../report/bars.ts";
import type { Report } from "../report/report.ts";

const wrapping = [
  "session-sticky with a session",
  "session-sticky without one",
  "fallback",
  "circuit-breaker",
  "retry",
  "key-failover",
];
const governing = ["governance with a key and a budget", "rate-limit with a request limit", "usage"];
const allGoverning = "auth + governance + rate-limit + usage";

export async function plugins(mode: Mode): Promise<Report> {
  const common = { part: "plugins", file: new URL("variant.mjs", import.meta.url), per: "request", digits: 2 };
  const wraps = await inProcess(
    {
      ...common,
      variants: ["bare", ...wrapping, "all five"],
      head: "around a send that answers later",
      title: "A healthy request, without sockets",
      gates: [
        {
          name: "plugins: all five that wrap over bare",
          variant: "all five",
          limit: budgets.plugins.fiveOverBareMicroseconds,
        },
      ],
    },
    mode,
  );
  const governed = await inProcess(
    {
      ...common,
      part: "governed",
      variants: ["bare", ...governing, allGoverning],
      head: "for a virtual key with a rate limit and a budget, memory store",
      title: "A governed request, without sockets",
      gates: [
        {
          name: "plugins: auth, governance, rate-limit and usage over bare",
          variant: allGoverning,
          limit: budgets.plugins.governedOverBareMicroseconds,
        },
      ],
    },
    mode,
  );
  const guarded = await inProcess(
    {
      ...common,
      part: "guarded",
      variants: ["bare of 1 kB", "request-guard"],
      head: "a chat of 1 kB that says something of every field with a rule",
      title: "A judged request, without sockets",
      gates: [
        {
          name: "plugins: request-guard over bare",
          variant: "request-guard",
          limit: budgets.plugins.guardOverBareMicroseconds,
        },
      ],
    },
    mode,
  );
  const tables = [wraps, governed, guarded];
  return {
    part: common.part,
    markdown: tables.map(({ markdown }) => markdown).join("\n\n"),
    charts: {
      ...wraps.charts,
      governed: { ...governed.charts["governed"]!, bars: governed.charts["governed"]!.bars.map(short) },
    },
    gates: tables.flatMap(({ gates }) => gates),
    problems: tables.flatMap(({ problems }) => problems),
  };
}

/** A chart has less room for names than a table. */
function short(bar: Bar): Bar {
  const label = bar.label === allGoverning ? "all four, with auth" : bar.label.replace(/ with .*/, "");
  return { ...bar, label };
}
