/** Draws the pipeline as a tree: outermost first, each level affecting only what is below it. */
import type { Described, MountedRoute } from "@headgate/core";
import { routeLines } from "./routes.ts";

export interface ExplainOptions {
  /** What the innermost line says; default "upstream". */
  readonly upstream?: string;
}

interface Level {
  readonly label: string;
  readonly hooks: string;
  readonly routes: readonly MountedRoute[];
}

/** Lines without a final newline. */
export function explainTree(pipeline: readonly Described[], { upstream = "upstream" }: ExplainOptions = {}): string {
  const inner = pipeline.filter((plugin) => plugin.inner.length > 0).map(({ name }) => name);
  const levels: readonly Level[] = [
    ...groups(pipeline).map(levelOf),
    ...(inner.length > 0 ? [plain(`inner: ${inner.join(" · ")}: around each call that really leaves`)] : []),
    plain(upstream),
  ];
  const column =
    Math.max(...levels.map(({ label, hooks }, depth) => (hooks === "" ? 0 : margin(depth).length + label.length))) + 3;
  return levels
    .flatMap(({ label, hooks, routes }, depth) => [
      `${margin(depth)}${label}`.padEnd(hooks === "" ? 0 : column) + hooks,
      ...routeLines(routes).map((line) => `${" ".repeat(margin(depth).length)}│ ${line}`),
    ])
    .join("\n");
}

/** Neighbours that only use hooks run as one stage; each plugin that wraps has its own. */
function groups(pipeline: readonly Described[]): readonly (readonly Described[])[] {
  const all: Described[][] = [];
  for (const plugin of pipeline) {
    const last = all.at(-1);
    if (last && !wraps(last[0]!) && !wraps(plugin)) last.push(plugin);
    else all.push([plugin]);
  }
  return all;
}

function wraps({ hooks }: Described): boolean {
  return hooks.includes("around");
}

function levelOf(plugins: readonly Described[]): Level {
  const hooks = plugins.map((plugin) => plugin.hooks.join(" ") || "–").join(" · ");
  return {
    label: plugins.map(({ name, degraded }) => (degraded ? `${name} (degraded)` : name)).join(" · "),
    hooks: plugins.some((plugin) => plugin.hooks.length > 0) ? hooks : "",
    routes: plugins.flatMap(({ routes }) => routes),
  };
}

function plain(label: string): Level {
  return { label, hooks: "", routes: [] };
}

function margin(depth: number): string {
  return depth === 0 ? "" : `${"  ".repeat(depth - 1)}└ `;
}
