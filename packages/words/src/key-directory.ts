/** Virtual keys, as the plugin that keeps them knows them. */
import { service, type Service } from "@headgate/core";

export interface VirtualKeyFacts {
  readonly id: string;
  readonly name: string;
  readonly state: "active" | "inactive" | "expired";
}

export interface KeyDirectory {
  /** Looks up the SHA-256 of a key's value, in hex. From memory, so that no request waits for a database; undefined if there is no such key. */
  find(digest: string): VirtualKeyFacts | undefined;
}

export const KeyDirectory: Service<KeyDirectory> = service<KeyDirectory>("key-directory");
