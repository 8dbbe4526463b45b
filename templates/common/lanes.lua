-- lanes.lua - words for the templates: which lane of a vector goes where, for each width.

most_lanes = is_float and 16 or 8

-- For the branches of a conditional by width: "#if", 16, then "#elif", 8, ... down to `least`.
function by_width(least)
    local head, lanes = "#elif", 2 * most_lanes
    return function()
        lanes = lanes // 2
        if lanes < least then return nil end
        return lanes == most_lanes and "#if" or head, lanes
    end
end

-- The numbers from most to least, each half of the one before.
function halves(most, least)
    local number = 2 * most
    return function()
        number = number // 2
        return number >= least and number or nil
    end
end

-- A list of what(0), ..., what(lanes - 1), for a shuffle.
function lanes_to(lanes, what)
    local list = {}
    for i = 0, lanes - 1 do list[i + 1] = what(i) end
    return table.concat(list, ", ")
end

function lanes_of_16(what) return lanes_to(16, what) end

-- Lane `half` first, within each group of `group` lanes where that is more.
function rotation(half, lanes, group)
    local round = half < group and math.min(group, lanes) or lanes
    return lanes_to(lanes, function(i) return i // round * round + (i + half) % round end)
end

-- Of two vectors the lanes that a block of a matrix exchanges when it is transposed: those of the
-- lower halves of groups of 2 half lanes, and those of the upper ones.
function exchange(half, lanes)
    local function upper(j) return j & half ~= 0 end
    return lanes_to(lanes, function(j) return upper(j) and lanes + (j ~ half) or j end),
        lanes_to(lanes, function(j) return upper(j) and lanes + j or j | half end)
end

-- Of two vectors the lower halves of groups of 2 half lanes, one vector after the other in each
-- group, and the upper halves.
function half_groups(half, lanes)
    local function from(i, offset)
        local group, side = i // (2 * half) * (2 * half), i // half % 2
        return side * lanes + group + offset + i % half
    end
    return lanes_to(lanes, function(i) return from(i, 0) end),
        lanes_to(lanes, function(i) return from(i, half) end)
end

-- The sum of `lanes` vectors row[0], row[1], ... by halves: fold_1(terms, fold_2(...), ...).
function fold_tree(lanes, leaf, format, first, step)
    first, step = first or 0, step or 1
    if step == lanes then return leaf:format(first) end
    return format:format(step, fold_tree(lanes, leaf, format, first, 2 * step),
        fold_tree(lanes, leaf, format, first + step, 2 * step))
end

-- An initializer of a vector: `item` for each lane, or each `step` of them, %d to %e.
function lanes_of(item, on_a_line, step)
    step = step or 1
    for _, first in ipairs(is_float and { 0, 2, 4, 8 } or { 0, 2, 4 }) do
        local last = math.max(2 * first, 2) - 1
        if first > 0 then emit("#if @LANES > ", first, "\n") end
        for i = first, last, step do
            local begins = i == first or i % on_a_line == 0
            local ends = i + step > last or (i + step) % on_a_line == 0
            local lane = item:gsub("%%d", i):gsub("%%e", i + step - 1)
            emit(begins and "        " or " ", lane, ends and "\n" or "")
        end
        if first > 0 then emit("#endif\n") end
    end
end

-- Branches of a conditional: on 16 lanes, on fewer, on all again.
local branch = "all"
local directives = {
    all = { ["16"] = "#if @LANES == 16\n", fewer = "#if @LANES < 16\n" },
    ["16"] = { fewer = "#else\n", all = "#endif\n" },
    fewer = { all = "#endif\n" },
}
function on_lanes(which)
    emit(directives[branch][which])
    compiled_for(which)
    branch = which
end
