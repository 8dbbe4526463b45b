-- lanes.lua - words for the templates: which lane of a vector goes where, for each width.

-- The widths of vectors: those of targets, none wider than the widest row.
most_lanes = math.min(is_float and 16 or 8, widest or 16)
local least_lanes = is_float and 4 or 2

local function widths_from(least)
    local list = {}
    for lanes in halves(most_lanes, math.max(least, least_lanes)) do list[#list + 1] = lanes end
    if least == 1 then list[#list + 1] = 1 end
    return list
end

-- For the branches of a conditional by width, least or more: "#if @LANES == 16", 16, then "#elif
-- @LANES == 8", 8, ...; and its end. Where there is one width, there is no conditional.
function by_width(least)
    local list, i = widths_from(least), 0
    return function()
        i = i + 1
        if not list[i] then return nil end
        local form = #list == 1 and "" or i == 1 and "#if @LANES == %d" or "#elif @LANES == %d"
        return form:format(list[i]), list[i]
    end
end

-- Vectors of more than `half` lanes; all that are no scalars have the least width.
function more_than(half) return ("#if @LANES > %d"):format(half < least_lanes and 1 or half) end

function end_widths(least) return #widths_from(least) == 1 and "" or "#endif" end

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
    local first, last = 0, least_lanes - 1
    repeat
        if first > 0 then emit("#if @LANES > ", first, "\n") end
        for i = first, last, step do
            local begins = i == first or i % on_a_line == 0
            local ends = i + step > last or (i + step) % on_a_line == 0
            local lane = item:gsub("%%d", i):gsub("%%e", i + step - 1)
            emit(begins and "        " or " ", lane, ends and "\n" or "")
        end
        if first > 0 then emit("#endif\n") end
        first, last = last + 1, 2 * last + 1
    until first >= most_lanes
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
