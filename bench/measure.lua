-- measure.lua - contestants run by turns: in each round every one has its turn within the same
-- fraction of a second, so that a ratio compares like with like on a machine that is not quiet.
local measure = {
  folder = "build/bench",
  bpgen = "./bpgen",
  core = nil,     -- the core that all of them run on
  prefix = "",    -- chrt, where asked for
  rounds = 21,
  trials = 5,     -- rounds that choose between a contestant's ways
  seconds = 0.03, -- a turn
}

local function shell(command)
  local pipe <close> = assert(io.popen(command .. "; echo $?"))
  local text = pipe:read "a"
  local out, status = text:match "^(.-)(%d+)\n$"
  return tonumber(status) == 0, out
end
measure.shell = shell

-- The number that a share q of the values does not exceed; between two values, in proportion.
function measure.quantile(values, q)
  local sorted = table.move(values, 1, #values, 1, {})
  table.sort(sorted)
  local at = 1 + q * (#sorted - 1)
  local below = math.floor(at)
  return sorted[below] + (at - below) * ((sorted[below + 1] or sorted[below]) - sorted[below])
end

function measure.median(values) return measure.quantile(values, 0.5) end

-- What the middle half of the values covers.
local function spread(values)
  return measure.quantile(values, 0.75) - measure.quantile(values, 0.25)
end

-- ---- a contestant: a program that answers on its standard output (see peer.c) ----

local serial = 0

local function threads_of(c)
  local threads = ("OMP_NUM_THREADS=%d"):format(c.threads or 1)
  return c.threads and threads .. " OMP_PROC_BIND=true" or threads
end

-- The core that all run on and, for more threads, those before it, or after it.
local function cores_of(c)
  local first = math.max(0, measure.core - (c.threads or 1) + 1)
  return c.threads and ("%d-%d"):format(first, first + c.threads - 1) or tostring(measure.core)
end

-- Threads that wait for more work keep their cores busy: their program stands still between turns.
local function signal(one, name)
  if one.pid then shell(("kill -%s %d"):format(name, one.pid)) end
end

-- nil where it does not start: the machine may lack its instructions.
local function open(c, work)
  serial = serial + 1
  local fifo = ("%s/fifo%d"):format(measure.folder, serial)
  assert(shell(("rm -f %s && mkfifo %s"):format(fifo, fifo)))
  local command = ("echo $$ > %s.pid; exec env %s %s %s taskset -c %s %s %s %d %s < %s 2> %s.log")
    :format(fifo, threads_of(c), c.environment or "", c.threads and "" or measure.prefix,
            cores_of(c), c.command or measure.folder .. "/" .. c.program, work.sizes, work.rows,
            c.variant or "", fifo, fifo)
  local one = { c = c, out = assert(io.popen(command)), times = {}, fifo = fifo }
  one.to = assert(io.open(fifo, "w"))
  if one.out:read "l" == "ready" then
    if c.threads then
      local file <close> = assert(io.open(fifo .. ".pid"))
      one.pid = file:read "n"
      signal(one, "STOP")
    end
    return one
  end
  one.to:close()
  one.out:close()
end

-- Asked to quit: it would never see its input end, for later contestants have inherited our end.
local function close(one)
  signal(one, "CONT")
  one.to:write "quit\n"
  one.to:close()
  one.out:close()
  os.remove(one.fifo)
  os.remove(one.fifo .. ".log")
  os.remove(one.fifo .. ".pid")
end

-- The number it answers; nil where it has none, or is no more.
local function ask(one, word, count)
  signal(one, "CONT")
  one.to:write(count and ("%s %d\n"):format(word, count) or word .. "\n")
  one.to:flush()
  local answer = tonumber(one.out:read "l" or "")
  signal(one, "STOP")
  return answer
end

-- Calls that fill a turn; one call at least. False where it has no such call.
local function calibrate(one, word)
  local count = 1
  local took = ask(one, word, 1) and ask(one, word, 1)
  while took and took < measure.seconds / 4 do
    count = count * (took < measure.seconds / 64 and 8 or 2)
    took = ask(one, word, count)
  end
  one.count = took and math.max(1, math.floor(count * measure.seconds / took))
  return one.count
end

local function turn(one, word)
  local took = ask(one, word, one.count)
  if not took then error(one.c.name .. ": ended in the middle of its work", 0) end
  one.times[#one.times + 1] = took / one.count
end

-- Of several ways of doing the same, the one that is fastest here, and the first of equals.
local function fastest(contestant, work)
  local ones, best, best_time = {}, nil, nil
  for _, way in ipairs(contestant.ways or { contestant }) do
    local c = way == contestant and way or setmetatable(way, { __index = contestant })
    local one = open(c, work)
    if one and calibrate(one, work.call) then ones[#ones + 1] = one
    elseif one then close(one) end
  end
  for _ = 1, #ones > 1 and measure.trials or 1 do
    for _, one in ipairs(ones) do turn(one, work.call) end
  end
  for _, one in ipairs(ones) do
    local time = measure.median(one.times)
    if not best or time < 0.99 * best_time then best, best_time = one, time end
  end
  for _, one in ipairs(ones) do close(one) end
  return best and open(best.c, work) -- anew: from the first weights
end

-- All must agree on J and on how much some steps change it: they do the same work.
local function agree(ones, work)
  local first = ones[1]
  for _, one in ipairs(ones) do
    one.J = ask(one, "loss") or 0 / 0
    ask(one, "step", 8)
    one.change = (ask(one, "loss") or 0 / 0) - one.J
    local rounding, tolerance = 1e-5 * math.abs(first.J), one.c.tolerance or 1e-3
    if not (math.abs(one.J - first.J) <= rounding
            and math.abs(one.change - first.change) <= tolerance * math.abs(first.change)) then
      error(("%s: J is %.9g and changes by %.9g in 8 steps with %s; %.9g and %.9g with %s"):format(
            work.title, one.J, one.change, one.c.name, first.J, first.change, first.c.name), 0)
    end
  end
end

-- work: title, sizes ("784,500,10"), rows, call ("step"), flops or bytes of a call; reference:
-- what the share is of, { program, call }. Returns { work, limit = seconds of the reference,
-- unrest = how much these vary, { name, ours, way, seconds, share, spread, times } of each
-- contestant, the fastest first }; nil where the machine cannot run it. seconds and share are
-- medians over the rounds, spread is that of the shares.
function measure.race(contestants, work, reference)
  local ones = {}
  local limit = open(reference, work)
  if not limit then return nil end
  for _, contestant in ipairs(contestants) do
    ones[#ones + 1] = fastest(contestant, work)
  end
  agree(ones, work)
  local scale = reference.call == "step" and work.flops / ask(limit, "loss") or 1
  for _, one in ipairs(ones) do calibrate(one, work.call) end
  calibrate(limit, reference.call)
  for _ = 1, measure.rounds do
    turn(limit, reference.call)
    for _, one in ipairs(ones) do turn(one, work.call) end
  end
  local results = { work = work, limit = measure.median(limit.times) * scale,
                    unrest = spread(limit.times) / measure.median(limit.times) }
  for i, one in ipairs(ones) do
    local shares = {}
    for r, time in ipairs(one.times) do shares[r] = limit.times[r] * scale / time end
    results[i] = { name = one.c.name, ours = one.c.ours, way = one.c.way, times = one.times,
                   seconds = measure.median(one.times), share = measure.median(shares),
                   spread = spread(shares) }
    close(one)
  end
  close(limit)
  table.sort(results, function(a, b) return a.seconds < b.seconds end)
  return results
end

-- How many times as long `a` takes as `b`, round by round.
function measure.ratio(a, b)
  local ratios = {}
  for r = 1, #a.times do ratios[r] = a.times[r] / b.times[r] end
  return measure.median(ratios)
end

return measure
