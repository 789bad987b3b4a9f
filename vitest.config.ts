import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const conditions = ["@headgate/source", "node"];
const resolve = { resolve: { conditions }, ssr: { resolve: { conditions } } };

export default defineConfig({
  test: {
    reporters: ["default", "./scripts/skipped.mjs"],
    // Real processes and sockets on a shared machine: in CI a test gets a second chance, and the report says so.
    retry: process.env["CI"] ? 1 : 0,
    // Much of the time is waiting for other processes: two at least, also where there are two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        ...resolve,
        test: {
          name: "unit",
          setupFiles: ["./scripts/seed.ts"],
          include: ["{packages,plugins,apps}/*/test/**/*.test.ts", "benchmarks/test/**/*.test.ts", "e2e/house/**/*.test.ts"],
          // Some start processes, on machines that have other things to do.
          testTimeout: 20_000,
        },
      },
      {
        ...resolve,
        test: {
          name: "e2e",
          setupFiles: ["./scripts/seed.ts"],
          include: ["e2e/**/*.test.ts"],
          exclude: ["e2e/house/**"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
