/** Vitest reporter: the last lines name the suites that did not run, so that none goes unnoticed behind a green tick. */
export default class Skipped {
  /** @param {readonly import("vitest/node").TestModule[]} modules */
  onTestRunEnd(modules) {
    const counts = modules.map((module) => [module.relativeModuleId, [...module.children.allTests("skipped")].length]);
    const skipped = counts.filter(([, count]) => count > 0);
    if (skipped.length === 0) return;
    console.log("\nDid not run (apt-get install redis-server postgresql has what they need):");
    for (const [file, count] of skipped) console.log(`  ${file}: ${count} tests`);
  }
}
