/** The machine, time and commit of a measured table. */
import { spawnSync } from "node:child_process";
import { availableParallelism, cpus } from "node:os";
import { pinned, root } from "./spawn.ts";

export function stamp(): string {
  const model = cpus()[0]?.model.trim() ?? "unknown CPU";
  const pins = pinned ? "measured process alone on core 1" : "not pinned";
  const day = new Date().toISOString().slice(0, 16).replace("T", " ");
  return `*${model}, ${availableParallelism()} cores (${pins}), Node ${process.version}, commit ${commit()}, ${day} UTC*`;
}

function commit(): string {
  const git = (...args: string[]): string => spawnSync("git", args, { cwd: root, encoding: "utf8" }).stdout?.trim() ?? "";
  const changed = git("status", "--porcelain", "--", "packages", "plugins", "apps") !== "";
  return (git("rev-parse", "--short", "HEAD") || "unknown") + (changed ? " and local changes" : "");
}
