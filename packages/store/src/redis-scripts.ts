/** What runs inside Redis, each atomic and one round trip. Keys and texts come in as KEYS and ARGV only, never as code. */
import { sharedLua } from "./redis-counts.ts";

/** KEYS: the reservation, then the count of each hold. ARGV: time, ttl, id, then of each hold: kind, amount, limit, a, b. */
const reserve = `
local before = redis.call('HMGET', KEYS[1], 'until', 'answer')
if before[1] and tonumber(before[1]) > now then return { '1', before[2] } end

local counts, chosen, holds = {}, {}, #KEYS - 1
for i = 1, holds do
  local at, key = 5 * i - 1, KEYS[i + 1]
  local c = counts[key] or count(ARGV[at], key, ARGV[at + 3], ARGV[at + 4])
  counts[key], chosen[i] = c, c
  local amount, limit = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local used = c.used + c.planned
  if used + amount > limit then return { '0', text(i - 1), text(used), wait(c, limit - amount - c.planned) } end
  c.planned = c.planned + amount
end

local till = now + tonumber(ARGV[2])
local record, remaining = { 'until', text(till), 'holds', text(holds) }, {}
for i = 1, holds do
  local c, amount = chosen[i], ARGV[5 * i]
  local member = amount .. ' ' .. ARGV[3] .. ' ' .. i
  take(c, tonumber(amount), member, till)
  for name, value in pairs({ kind = c.kind, key = c.key, slot = text(c.slot), amount = amount, member = member }) do
    record[#record + 1] = name .. i
    record[#record + 1] = value
  end
end
for i = 1, holds do remaining[i] = text(tonumber(ARGV[5 * i + 1]) - chosen[i].used) end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'answer', table.concat(remaining, ' '), unpack(record))
keep(KEYS[1], till - now)
return { '1', table.concat(remaining, ' ') }
`;

/** What both read: the reservation's fields by name, or nothing when it is settled or has lapsed. */
const readReservation = `
local flat, held = redis.call('HGETALL', KEYS[1]), {}
for i = 1, #flat, 2 do held[flat[i]] = flat[i + 1] end
if not held['until'] or tonumber(held['until']) <= now then return 0 end
`;

/** KEYS: the reservation. ARGV: time, ttl. */
const renew = `${readReservation}
local till = math.max(tonumber(held['until']), now + tonumber(ARGV[2]))
redis.call('HSET', KEYS[1], 'until', text(till))
keep(KEYS[1], till - now)
for i = 1, tonumber(held['holds']) do
  if held['kind' .. i] == 'c' then
    redis.call('ZADD', held['key' .. i], 'XX', text(till), held['member' .. i])
    keep(held['key' .. i], till - now)
  end
end
return 1
`;

/** KEYS: the reservation. ARGV: time, then what was used of each hold; empty: what was held. */
const settle = `${readReservation}
redis.call('DEL', KEYS[1])
for i = 1, tonumber(held['holds']) do
  local kind, key, slot = held['kind' .. i], held['key' .. i], held['slot' .. i]
  local amount = tonumber(held['amount' .. i])
  local change = (tonumber(ARGV[i + 1] or '') or amount) - amount
  local field = kind == 's' and slot or 'used'
  if kind == 'c' then
    if redis.call('ZREM', key, held['member' .. i]) == 1 then free(key, held['amount' .. i]) end
  elseif kind ~= 'f' or redis.call('HGET', key, 'slot') == slot then
    local used = redis.call('HGET', key, field)
    if used and change ~= 0 then redis.call('HSET', key, field, text(math.max(0, tonumber(used) + change))) end
  end
end
return 1
`;

/** KEYS: the counts. ARGV: time, then of each: kind, a, b. */
const used = `
local out = {}
for i, key in ipairs(KEYS) do out[i] = text(count(ARGV[3 * i - 1], key, ARGV[3 * i], ARGV[3 * i + 1]).used) end
return out
`;

/** KEYS: the value. The value and how long it still lives, or nothing. */
const read = `
local had = redis.call('HMGET', KEYS[1], 'value', 'until')
if not had[2] or tonumber(had[2]) <= now then return {} end
return { had[1], text(tonumber(had[2]) - now) }
`;

/** KEYS: the value. ARGV: time, value, ttl. */
const write = `
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'value', ARGV[2], 'until', text(now + tonumber(ARGV[3])))
keep(KEYS[1], tonumber(ARGV[3]))
return 1
`;

/** The same, where the larger number and the later end stay. Gives back what is kept, and how long. */
const raise = `
local had = redis.call('HMGET', KEYS[1], 'value', 'until')
local value, till = ARGV[2], now + tonumber(ARGV[3])
if had[2] and tonumber(had[2]) > now then
  -- The first character says how the text travels.
  local number = tonumber(string.sub(had[1], 2))
  if number and number > tonumber(string.sub(value, 2)) then value = had[1] end
  till = math.max(till, tonumber(had[2]))
end
redis.call('HSET', KEYS[1], 'value', value, 'until', text(till))
keep(KEYS[1], till - now)
return { value, text(till - now) }
`;

/** As ioredis takes them: the number of keys comes first in each call. */
export const scripts: Readonly<Record<keyof Scripts, { readonly lua: string }>> = {
  storeReserve: { lua: sharedLua + reserve },
  storeRenew: { lua: sharedLua + renew },
  storeSettle: { lua: sharedLua + settle },
  storeUsed: { lua: sharedLua + used },
  storeRead: { lua: sharedLua + read },
  storeWrite: { lua: sharedLua + write },
  storeRaise: { lua: sharedLua + raise },
};

type Run<Answer> = (keys: number, ...given: readonly string[]) => Promise<Answer>;

export interface Scripts {
  readonly storeReserve: Run<
    readonly [ok: "1", remaining: string] | readonly [ok: "0", hold: string, used: string, wait: string]
  >;
  readonly storeRenew: Run<number>;
  readonly storeSettle: Run<number>;
  readonly storeUsed: Run<readonly string[]>;
  readonly storeRead: Run<readonly [value: string, leftMs: string] | readonly []>;
  readonly storeWrite: Run<number>;
  readonly storeRaise: Run<readonly [value: string, leftMs: string]>;
}
