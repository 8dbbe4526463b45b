-- steps.lua - words for the templates of what is a step and what is none: of weights, where a
-- function updates them, or sums their gradient where it is called for no step; of what is dropped.

-- The statement that stores elements from `at` on: of whole vectors, or what is left; nil: of one.
function store_at(at, whole, to, result)
    if not at then return ("%s[0] = @vec_first(%s);"):format(to, result) end
    local store = whole and "@vec_store(%s + %s, %s);" or "@vec_store_some(%s + %s, %s, left);"
    return store:format(to, at, result)
end

-- Before and after what a step does: the blanks before its lines, and the store of the gradient.
function open_step(f, pad)
    if f.sum then emit(pad, "if (is_step) {\n") end
    return f.sum and pad .. "    " or pad
end
function close_step(f, pad, store)
    if f.sum then emit(pad, "} else\n", pad, "    ", store, "\n") end
end

-- Of a function that is no step and reads the counter of steps.
function drops_nothing(of)
    return of.counter and "    const uint32_t counter = 0; /* nothing is dropped */" or ""
end

-- An offset as a term of a sum.
function plus(offset) return offset ~= 0 and " + " .. offset or "" end

-- Of a tile's vector the gradient, where that is all.
function hand_on(f)
    local store = f.sum and ("        @vec_store_some(w, %s, left);\n"):format(f.sum)
    return f.sum and "    if (!is_step) {\n" .. store .. "        return;\n    }" or ""
end

-- The loop of a term that comes in rounds.
function loop_of(t, pad) return t.rounds and pad .. t.loop or "" end

function times(name, by) return by == 1 and name or name .. "*" .. by end

-- Elements of an array from `at` on, whole vectors or what is left.
function load_at(name, at, whole)
    return (whole and "@vec_load(%s + %s)" or "@vec_load_some(%s + %s, left)"):format(name, at)
end

-- Elements of an array of a parameter's size; of row r, where there are rows.
function load_elements(f, name, from, stride)
    local size = f.height * f.width
    local row = net.BATCH > 1 and from and times("r", stride) or nil
    if size == 1 then return ("@vec_splat(%s[%s])"):format(name, row or 0) end
    local at = name .. (row and " + " .. row or "") .. " + at"
    if size % net.widest == 0 or from == "padded" then return ("@vec_load(%s)"):format(at) end
    return ("%s(%s, left)"):format(f.load, at)
end

-- Where penalties' sums of column c begin in a tile's array; each of them there, and in memory.
function penalty_sums(penalties, stride)
    local sums_of_c = penalties == 1 and "c" or ("(size_t)(c*%d)"):format(penalties)
    return sums_of_c, function(k) return ("total[%s%s]"):format(sums_of_c, plus(k)) end,
        function(k)
            return ("penalties + %s(size_t)c*@LANES"):format(k > 0 and k * stride .. " + " or "")
        end
end

-- The largest tile; whether it is a step is known in each, so that no register is kept for that.
function whole_tile(f, kind, call)
    local function tile(pad, is_step)
        return call(pad, kind .. "_tile", "@TILE_ROWS, @COLUMNS, @PANEL, n",
            { factors = "strides", is_step = is_step })
    end
    if not f.sum then return tile("    ") end
    return "    if (is_step)\n" .. tile("        ", "true") .. "\n    else\n"
        .. tile("        ", "false")
end

-- A call of a tile whose columns begin at j.
one_right = { factors = "strides", column = "j" }
