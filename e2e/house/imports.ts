/** Finds every import of a file: static, re-exported, dynamic, `import("x")` types, and `require`. */
import { isBuiltin } from "node:module";

import { type Found, type Node, nodesOf, textOf } from "./syntax.ts";

export interface Import {
  readonly at: string;
  /** As written, such as `./call.ts`, `node:fs` or `@headgate/core`. */
  readonly specifier: string;
  /** The package it names, such as `@headgate/core`, or undefined for a relative path or a part of Node. */
  readonly from: string | undefined;
  readonly typeOnly: boolean;
}

export function importsOf(path: string): readonly Import[] {
  return importsAmong(nodesOf(path));
}

export function importsAmong(nodes: readonly Found[]): readonly Import[] {
  return nodes.flatMap(({ at, node }) => {
    const specifier = specifierOf(node);
    return specifier === undefined ? [] : [{ at, specifier, from: packageOf(specifier), typeOnly: isTypeOnly(node) }];
  });
}

function specifierOf(node: Node): string | undefined {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
    case "ImportExpression":
    case "TSImportType":
      return textOf(node["source"]);
    case "CallExpression":
      return isRequire(node["callee"]) ? textOf((node["arguments"] as readonly unknown[])[0]) : undefined;
    default:
      return undefined;
  }
}

/** `require(…)`, `require.resolve(…)` and `import.meta.resolve(…)` name a package too. */
function isRequire(callee: unknown): boolean {
  const { type, name, object, property } = callee as Node & { object?: Node; property?: Node };
  if (type === "Identifier") return name === "require";
  if (type !== "MemberExpression" || property?.["name"] !== "resolve") return false;
  return object?.["name"] === "require" || object?.type === "MetaProperty";
}

function packageOf(specifier: string): string | undefined {
  if (/^[./#]/.test(specifier) || specifier.startsWith("file:") || isBuiltin(specifier)) return undefined;
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function isTypeOnly(node: Node): boolean {
  if (node.type === "TSImportType" || node["importKind"] === "type" || node["exportKind"] === "type") return true;
  const names = node["specifiers"] as readonly Node[] | undefined;
  return !!names?.length && names.every((one) => one["importKind"] === "type" || one["exportKind"] === "type");
}
