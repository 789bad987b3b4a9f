/** A folder of files that is gone after its test. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

export type Files = Readonly<Record<string, string>>;

export interface Folder {
  readonly path: string;
  write(files: Files): void;
}

export function folder(files: Files = {}): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "headgate-config-")));
  onTestFinished(() => rmSync(path, { recursive: true }));
  const write = (more: Files): void => {
    for (const [name, text] of Object.entries(more)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    }
  };
  write(files);
  return { path, write };
}
