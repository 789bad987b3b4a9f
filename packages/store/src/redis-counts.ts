/** The part that the server-side scripts share: the time, and how one limit is counted. The same arithmetic as counts.ts. */

/**
 * Concurrency ("c") is a sorted set: a member per hold, "amount id number", by its end; the empty member's score is what is
 * held in all, below zero, so that one key can only be lost as a whole. Windows ("f", "s") and periods ("p") are hashes.
 * ARGV[1] is the time, empty for the server's own. Numbers travel as text, for Redis would cut off their fractions.
 */
export const sharedLua: string = `
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local function text(number)
  if number == math.huge then return 'Infinity' end
  return string.format('%.17g', number)
end

-- Ends are judged by the scripts; the server only clears away, a little later.
local function keep(key, ms)
  local left = math.ceil(math.min(math.max(ms, 0), 1e14)) + 10000
  if redis.call('PTTL', key) < left then redis.call('PEXPIRE', key, string.format('%.0f', left)) end
end

local function free(key, amount)
  redis.call('ZINCRBY', key, amount, '')
  if redis.call('ZCARD', key) <= 1 then redis.call('DEL', key) end
end

local function count(kind, key, a, b)
  local c = { kind = kind, key = key, a = tonumber(a), b = tonumber(b), slot = 0, used = 0, planned = 0 }
  if kind == 'c' then
    local lapsed = redis.call('ZRANGEBYSCORE', key, '(0', text(now))
    if #lapsed > 0 then
      local sum = 0
      for _, member in ipairs(lapsed) do sum = sum + tonumber(string.match(member, '^%S+')) end
      redis.call('ZREMRANGEBYSCORE', key, '(0', text(now))
      free(key, text(sum))
    end
    c.used = 0 - tonumber(redis.call('ZSCORE', key, '') or 0)
  elseif kind == 'f' then
    local had = redis.call('HMGET', key, 'slot', 'used')
    c.slot = math.max(math.floor(now / c.a), tonumber(had[1] or 0))
    if tonumber(had[1] or -1) == c.slot then c.used = tonumber(had[2]) end
    c.ends = (c.slot + 1) * c.a
  elseif kind == 's' then
    local newest = tonumber(redis.call('HGET', key, 'newest') or 0)
    c.slot = math.max(math.floor(now / c.b), newest)
    c.first = math.floor((math.max(now, newest * c.b) - c.a) / c.b)
    c.parts, c.over, c.current = {}, {}, 0
    local flat = redis.call('HGETALL', key)
    for i = 1, #flat, 2 do
      local slot, used = tonumber(flat[i]), tonumber(flat[i + 1])
      if slot and slot < c.first then
        c.over[#c.over + 1] = flat[i]
      elseif slot then
        c.parts[#c.parts + 1] = { slot = slot, used = used }
        c.used = c.used + used
        if slot == c.slot then c.current = used end
      end
    end
  else
    c.used = tonumber(redis.call('HGET', key, 'used') or 0)
    c.ends = c.b
  end
  return c
end

-- Milliseconds until no more than that room is used; empty where waiting does not help.
local function wait(c, room)
  if c.kind == 'c' or room < 0 or c.ends == math.huge then return '' end
  if c.kind ~= 's' then return text(math.max(c.ends - now, 0)) end
  table.sort(c.parts, function(one, other) return one.slot > other.slot end)
  local sum = 0
  for _, part in ipairs(c.parts) do
    sum = sum + part.used
    if sum > room then return text((part.slot + 1) * c.b + c.a - now) end
  end
  return '0'
end

local function take(c, amount, member, till)
  c.used = c.used + amount
  if c.kind == 'c' then
    redis.call('ZADD', c.key, text(till), member)
    redis.call('ZINCRBY', c.key, text(-amount), '')
    keep(c.key, till - now)
  elseif c.kind == 'f' then
    redis.call('HSET', c.key, 'slot', text(c.slot), 'used', text(c.used))
    keep(c.key, c.ends - now)
  elseif c.kind == 's' then
    for _, slot in ipairs(c.over) do redis.call('HDEL', c.key, slot) end
    c.over = {}
    c.current = c.current + amount
    redis.call('HSET', c.key, 'newest', text(c.slot), text(c.slot), text(c.current))
    keep(c.key, c.a + c.b)
  else
    -- An hour longer: a caller whose clock is behind must not find its period empty.
    redis.call('HSET', c.key, 'used', text(c.used))
    keep(c.key, math.max(c.ends - now, 0) + 3600000)
  end
end
`;
