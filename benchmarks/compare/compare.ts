/** Other gateways under the same load as the load bench: for information, without a budget. */
import { measure } from "../load/measure.ts";
import { scenarios, shortened } from "../load/scenarios.ts";
import { gatewaySide, rawSide, type Side } from "../load/sides.ts";
import { sidesChart, sidesTable } from "../load/tables.ts";
import type { Mode } from "../mode.ts";
import type { Chart } from "../report/bars.ts";
import type { Report } from "../report/report.ts";
import { nginxSide } from "./nginx.ts";
import { portkeyHeaders, portkeySide } from "./portkey.ts";

export async function compare(mode: Mode): Promise<Report> {
  const raw = rawSide("raw passthrough");
  const gateway = gatewaySide("headgate, auth + fallback", mode);
  // A smoke installs nothing, and has asked the gateway already.
  const sides = mode.quick ? [raw, nginxSide()] : [raw, gateway, nginxSide(), portkeySide()];
  const tables: string[] = [];
  const charts: Record<string, Chart> = {};
  const problems: string[] = [];
  for (const full of mode.quick ? scenarios.slice(0, 1) : scenarios) {
    const scenario = mode.quick ? shortened(full) : full;
    const measured = await measure({
      sides: sides.filter((side): side is Side => !!side),
      scenario,
      rounds: mode.quick ? 1 : 2,
      headers: portkeyHeaders,
    });
    tables.push(sidesTable(scenario, measured));
    charts[`compare-${scenario.kind}`] = sidesChart(scenario, measured);
    problems.push(...measured.flatMap((side) => side.problems));
  }
  return { part: "compare", markdown: tables.join("\n\n"), charts, gates: [], problems };
}
