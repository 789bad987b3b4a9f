/** Virtual keys, as whoever keeps them knows them. */
import { service, type Service } from "@headgate/core";

export interface VirtualKeyFacts {
  readonly id: string;
  readonly name: string;
  readonly state: "active" | "inactive" | "expired";
}

export interface KeyDirectory {
  /** By the SHA-256 of the key's value, in hex. From memory, for no request waits for a database; undefined: nobody has it. */
  find(digest: string): VirtualKeyFacts | undefined;
}

export const KeyDirectory: Service<KeyDirectory> = service<KeyDirectory>("key-directory");
