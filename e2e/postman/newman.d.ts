/** The part of newman that is used here; it ships no types. */
declare module "newman" {
  export interface Summary {
    readonly run: {
      readonly executions: readonly { readonly item: { readonly id: string } }[];
      readonly stats: { readonly assertions: Counted };
      readonly failures: readonly {
        readonly source?: { readonly name: string };
        readonly error: { readonly name: string; readonly message: string };
      }[];
    };
  }
  interface Counted {
    readonly total: number;
    readonly failed: number;
  }
  interface RunOptions {
    readonly collection: string;
    readonly envVar: readonly { readonly key: string; readonly value: string }[];
    readonly timeoutRequest: number;
  }
  const newman: { run(options: RunOptions, done: (error: Error | null, summary: Summary) => void): void };
  export default newman;
}
