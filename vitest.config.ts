import { defineConfig } from "vitest/config";

const conditions = ["@headgate/source", "node", "import", "default"];
const resolve = { resolve: { conditions }, ssr: { resolve: { conditions } } };

export default defineConfig({
  test: {
    projects: [
      {
        ...resolve,
        test: {
          name: "unit",
          include: ["{packages,plugins,apps}/*/test/**/*.test.ts", "benchmarks/test/**/*.test.ts", "e2e/house/**/*.test.ts"],
        },
      },
      {
        ...resolve,
        test: {
          name: "e2e",
          include: ["e2e/**/*.test.ts"],
          exclude: ["e2e/house/**"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
