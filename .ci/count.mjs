/** Turns vitest's report and the exit code of `npm test` into the last line, "N passed, N failed", and an exit code. */
import { readFileSync } from "node:fs";

const [path, status] = process.argv.slice(2);
const { passed, failed, reason } = count(read(path), Number(status));
if (reason) console.log(reason);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** Whatever went wrong without a test to its name (lint, types, a file that does not load, no tests) counts as one failure. */
function count(report, exit) {
  if (!report) return { passed: 0, failed: 1, reason: `npm test ended with code ${exit} before any test ran` };
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + report.testResults.filter(isBroken).length;
  const skipped = report.numPendingTests + report.numTodoTests;
  // Here everything is installed that a suite may need: one that did not run has something to hide.
  if (skipped > 0) return { passed, failed: failed + skipped, reason: `${skipped} tests did not run: ${skippedIn(report)}` };
  if (failed === 0 && exit !== 0) return { passed, failed: 1, reason: `npm test ended with code ${exit} though no test failed` };
  if (failed === 0 && passed === 0) return { passed, failed: 1, reason: "no test ran" };
  return { passed, failed };
}

/** A file that failed as a whole, so that its tests never ran. */
function isBroken({ status, assertionResults }) {
  return status === "failed" && !assertionResults.some((test) => test.status === "failed");
}

function skippedIn({ testResults }) {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  return tests.flatMap(({ status, fullName }) => (status === "passed" || status === "failed" ? [] : [fullName])).join("; ");
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
