/** What scripts/pack.mjs gives to tests written in TypeScript. */
export interface Packed {
  readonly name: string;
  readonly version: string;
  /** Relative to the root, such as `packages/core`. */
  readonly folder: string;
  /** Absolute path. */
  readonly tarball: string;
  /** Paths inside the tarball. */
  readonly files: readonly string[];
}
export declare function publishable(): readonly string[];
export declare function build(): void;
export declare function pack(folder: string): readonly Packed[];
