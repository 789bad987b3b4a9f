import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../machine/spawn.ts";
import { smoke } from "../mode.ts";

test(
  "this checkout and its last commit both answer right in-process, and what they make is counted",
  { timeout: 60_000 },
  async () => {
    const child = spawn(smoke.node[0]!, [...smoke.node.slice(1), join(root, "benchmarks/against.ts"), "HEAD", "--quick"], {
      cwd: root,
    });
    let said = "";
    for (const output of [child.stdout, child.stderr]) output.on("data", (text: Buffer) => (said += text.toString()));
    const [code] = (await once(child, "close")) as [number];
    expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/("JSON.parse":\d+[^]*){2}/) });
  },
);
