-- measure.lua - contestants run by turns: in each round every one has its turn within the same
-- fraction of a second, so that a ratio compares like with like on a machine that is not quiet.
local measure = {
  folder = "build/bench",
  core = nil,     -- the core that all of them run on
  prefix = "",    -- chrt, where asked for
  rounds = 15,
  seconds = 0.03, -- a turn
}

local function shell(command)
  local pipe <close> = assert(io.popen(command .. "; echo $?"))
  local text = pipe:read "a"
  local out, status = text:match "^(.-)(%d+)\n$"
  return tonumber(status) == 0, out
end
measure.shell = shell

function measure.median(values)
  local sorted = table.move(values, 1, #values, 1, {})
  table.sort(sorted)
  local middle = #sorted // 2
  if #sorted % 2 == 1 then return sorted[middle + 1] end
  return (sorted[middle] + sorted[middle + 1]) / 2
end

-- ---- a contestant: a program that answers on its standard output (see peer.c) ----

local serial = 0

local function open(c, work)
  serial = serial + 1
  local fifo = ("%s/fifo%d"):format(measure.folder, serial)
  assert(shell(("rm -f %s && mkfifo %s"):format(fifo, fifo)))
  local command = ("env OMP_NUM_THREADS=1 %s %s taskset -c %d %s/%s %s %d %s < %s 2> %s.log")
    :format(c.environment or "", measure.prefix, measure.core, measure.folder, c.program,
            work.sizes, work.rows, c.variant or "", fifo, fifo)
  local out = assert(io.popen(command))
  local to = assert(io.open(fifo, "w"))
  local one = { c = c, out = out, to = to, fifo = fifo, times = {} }
  if out:read "l" ~= "ready" then
    return nil
  end
  return one
end

-- Asked to quit: it would never see its input end, for later contestants have inherited our end.
local function close(one)
  one.to:write "quit\n"
  one.to:close()
  one.out:close()
  os.remove(one.fifo)
  os.remove(one.fifo .. ".log")
end

-- The number it answers; nil where it has none, or is no more.
local function ask(one, word, count)
  one.to:write(count and ("%s %d\n"):format(word, count) or word .. "\n")
  one.to:flush()
  return tonumber(one.out:read "l" or "")
end

-- Calls that fill a turn; one call at least.
local function calibrate(one, word)
  local count = 1
  local took = ask(one, word, 1) and ask(one, word, 1)
  while took and took < measure.seconds / 4 do
    count = count * (took < measure.seconds / 64 and 8 or 2)
    took = ask(one, word, count)
  end
  one.count = took and math.max(1, math.floor(count * measure.seconds / took))
end

local function turn(one, word)
  local took = ask(one, word, one.count)
  if not took then error(one.c.name .. ": ended in the middle of its work", 0) end
  one.times[#one.times + 1] = took / one.count
end

-- Of several ways of doing the same, the one that is fastest here.
local function fastest(contestant, work)
  local best, best_time
  for _, way in ipairs(contestant.ways or { contestant }) do
    local c = way == contestant and way or setmetatable(way, { __index = contestant })
    local one = open(c, work)
    if one then
      calibrate(one, work.call)
      if one.count then
        for _ = 1, 3 do turn(one, work.call) end
        local time = measure.median(one.times)
        if not best or time < best_time then best, best_time = c, time end
      end
      close(one)
    end
  end
  return best
end

-- All must agree on J before and after some steps: they do the same work.
local function agree(ones, work)
  for _, one in ipairs(ones) do
    one.before = ask(one, "loss")
    ask(one, "step", 8)
    one.after = ask(one, "loss")
    local first = ones[1]
    for _, key in ipairs { "before", "after" } do
      local off = math.abs((one[key] or 0 / 0) - (first[key] or 0 / 0))
      if not (off <= (one.c.tolerance or 1e-3) * math.abs(first[key])) then
        error(("%s: J %s steps is %s with %s, %s with %s"):format(work.title, key, one[key],
              one.c.name, first[key], first.c.name), 0)
      end
    end
  end
end

-- work: title, sizes ("784,500,10"), rows, call ("step"), flops or bytes of a call; references:
-- what the share is of, { program, call }. Returns for each contestant its name, way, seconds,
-- share, and times of all rounds.
function measure.race(contestants, work, reference)
  local ones = {}
  for _, contestant in ipairs(contestants) do
    local c = fastest(contestant, work)
    ones[#ones + 1] = c and open(c, work)
  end
  agree(ones, work)
  local limit = assert(open(reference, work), reference.program)
  local scale = reference.call == "step" and work.flops / ask(limit, "loss") or 1
  for _, one in ipairs(ones) do calibrate(one, work.call) end
  calibrate(limit, reference.call)
  for _ = 1, measure.rounds do
    turn(limit, reference.call)
    for _, one in ipairs(ones) do turn(one, work.call) end
  end
  local results = { work = work, limit = measure.median(limit.times) * scale }
  for _, one in ipairs(ones) do
    local shares = {}
    for r, time in ipairs(one.times) do shares[r] = limit.times[r] * scale / time end
    results[#results + 1] = { name = one.c.name, ours = one.c.ours, way = one.c.way,
                              times = one.times, seconds = measure.median(one.times),
                              share = measure.median(shares) }
    close(one)
  end
  close(limit)
  return results
end

-- How many times as long `a` takes as `b`, round by round.
function measure.ratio(a, b)
  local ratios = {}
  for r = 1, #a.times do ratios[r] = a.times[r] / b.times[r] end
  return measure.median(ratios)
end

return measure
