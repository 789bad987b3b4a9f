/** Recognizes code by which a plugin would use time, randomness, the network or the process without its host. */
import { isNode, type Node } from "./syntax.ts";

const INSTEAD: Readonly<Record<string, string>> = {
  process: "its own options",
  setTimeout: "host.clock.sleep",
  setInterval: "host.clock.sleep",
  setImmediate: "host.clock.sleep",
  fetch: "host.egress",
  WebSocket: "host.egress",
  performance: "host.clock.now",
  "Date.now": "host.clock.now",
  "new Date()": "new Date(host.clock.now())",
  "Math.random": "host.random",
  "crypto.randomUUID": "host.random",
  "crypto.getRandomValues": "host.random",
};

/** Node modules that can do the same. */
export const OUTSIDE: RegExp =
  /^node:(child_process|cluster|dgram|dns|http2?|https|net|perf_hooks|process|timers|tls|worker_threads)(\/|$)/;

/** What was found and what a plugin uses instead, or undefined when the node is harmless. */
export function reach(node: Node): readonly [found: string, instead: string] | undefined {
  const name = named(node)?.replace(/^globalThis\./, "");
  if (name === undefined) return undefined;
  const [first = name] = name.split(".");
  const instead = INSTEAD[name] ?? INSTEAD[first];
  return instead === undefined ? undefined : [name, instead];
}

function named(node: Node): string | undefined {
  switch (node.type) {
    case "NewExpression":
      return identifier(node["callee"]) === "Date" && isEmpty(node["arguments"]) ? "new Date()" : identifier(node["callee"]);
    case "CallExpression":
      return identifier(node["callee"]);
    case "VariableDeclarator":
      return identifier(node["init"]);
    case "MemberExpression":
      return identifier(node["object"]) && `${identifier(node["object"])}.${identifier(node["property"])}`;
    default:
      return undefined;
  }
}

function identifier(node: unknown): string | undefined {
  return isNode(node) && node.type === "Identifier" ? (node["name"] as string) : undefined;
}

function isEmpty(list: unknown): boolean {
  return Array.isArray(list) && list.length === 0;
}
