/** Reads a TypeScript file's tree, so that rules judge code and never comments or strings that look like it. */
import { parseAst } from "vitest/node";

import { read } from "./workspaces.ts";

export interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

export interface Found {
  /** As an editor opens it: `packages/core/src/call.ts:12`. */
  readonly at: string;
  readonly node: Node;
}

const kept = new Map<string, readonly Found[]>();

/** Every node of a file, in source order; parsed once however many rules ask. */
export function nodesOf(path: string): readonly Found[] {
  const before = kept.get(path);
  if (before) return before;
  const found = nodesIn(read(path), path);
  kept.set(path, found);
  return found;
}

/** The same for source text that is not on disk. */
export function nodesIn(source: string, path: string): readonly Found[] {
  const lines = lineStarts(source);
  const tree = parseAst(source, { lang: "ts" }, path) as unknown as Node;
  return descendants(tree).map((node) => ({ at: `${path}:${lineAt(lines, node.start)}`, node }));
}

/** The text of a string literal, or undefined for any other node. */
export function textOf(node: unknown): string | undefined {
  return isNode(node) && node.type === "Literal" && typeof node["value"] === "string" ? node["value"] : undefined;
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}

function descendants(node: Node): readonly Node[] {
  const children = Object.values(node).flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]));
  return [node, ...children.filter(isNode).flatMap(descendants)];
}

function lineStarts(source: string): readonly number[] {
  return [0, ...[...source.matchAll(/\n/g)].map((match) => match.index + 1)];
}

function lineAt(starts: readonly number[], offset: number): number {
  return starts.filter((start) => start <= offset).length;
}
