/** State with an end: counters, leases, sessions, cooldowns. */
export { createMemoryStore, type MemoryStore, type MemoryStoreOptions } from "./memory.ts";
export { createRedisStore, type RedisStore, type RedisStoreOptions } from "./redis.ts";
export type { Counted, Snapshot } from "./snapshot.ts";
