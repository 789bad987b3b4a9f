/** A store at the other end of a wire, as a shared one is. */
import type { Store } from "@headgate/core";
import { createHost, type TestHost } from "@headgate/testkit";

/** The memory store at the other end of a wire: every answer comes later, and `fault` says what goes wrong on the way. */
export interface Wire {
  readonly host: TestHost;
  fault: "none" | "dead" | "throws" | "hangs";
  /** Lets what hangs through. */
  release(): void;
  /** What was done, in order, once it had been told. */
  readonly told: string[];
}

export function wired(): Wire {
  const { clock, store: memory } = createHost();
  const hanging: (() => void)[] = [];
  const told: string[] = [];
  const over =
    (name: keyof Store) =>
    (...given: unknown[]): Promise<unknown> => {
      if (wire.fault === "throws") throw new Error("ECONNREFUSED");
      if (wire.fault === "dead") return Promise.reject(new Error("ECONNREFUSED"));
      const go = (): unknown => (memory[name] as (...given: unknown[]) => unknown)(...given);
      if (wire.fault === "hangs") return new Promise((resolve) => void hanging.push(() => resolve(go())));
      return new Promise((resolve) => {
        setImmediate(() => {
          told.push(name);
          resolve(go());
        });
      });
    };
  const names = ["get", "set", "max", "delete", "reserve", "renew", "settle", "used", "close"] as const;
  const store = Object.fromEntries(names.map((name) => [name, over(name)])) as unknown as Store;
  const wire: Wire = {
    host: createHost({ clock, store }),
    fault: "none",
    told,
    release: () => hanging.splice(0).forEach((go) => go()),
  };
  return wire;
}
