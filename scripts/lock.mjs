/** Lets one process of this machine at a time do something to this checkout, such as building it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const WAIT_MS = 50;

/**
 * Waits without giving way to other work of this process.
 *
 * @template T
 * @param {string} path of the lock file; one left behind by a dead process does not count
 * @param {() => T} work
 * @returns {T}
 */
export function locked(path, work) {
  mkdirSync(dirname(path), { recursive: true });
  while (!taken(path)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
  try {
    return work();
  } finally {
    rmSync(path, { force: true });
  }
}

function taken(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  if (!isAlive(ownerOf(path))) rmSync(path, { force: true });
  return false;
}

function ownerOf(path) {
  try {
    return Number(readFileSync(path, "utf8"));
  } catch {
    return 0;
  }
}

/** 0 is a lock that was given back, or whose owner has not signed it yet: it is looked at again. */
function isAlive(pid) {
  if (pid === 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
