-- dispatch.lua - the sets of instructions of --dispatch; what is there once for all of them. A set
-- is a table: its word; where the compiler's options do not decide, the bytes of a vector, how many
-- of them the registers hold, and the processor's features in gcc's words. The global set is the
-- one that text is made for; without --dispatch there is none.

-- The head of a function, of a set static; and of one that is there once.
function head(name)
    local static = set and not net.prototypes[name]:find "^static " and "static " or ""
    return static .. net.prototypes[name]
end
function shared_head(name)
    return (net.prototypes[name]:gsub("@" .. name, net.name .. "_" .. name))
end

-- Arrays that are constants of the file.
function insert_constants()
    for _, name in ipairs(net.arrays) do insert("array_" .. name, name) end
    for _, q in ipairs(net.parameters) do insert("frozen_" .. q.name, "frozen_" .. q.name) end
end

instruction_sets = {
    { word = "base", first = true },
    { word = "avx2", lanes = 32, registers = 16, features = { "avx2", "fma" } },
    { word = "avx512", lanes = 64, registers = 32,
      features = { "avx512f", "avx512dq", "avx512bw", "avx512vl", "avx2", "fma" } },
}
for _, one in ipairs(instruction_sets) do
    local asks = {}
    for i, feature in ipairs(one.features or {}) do
        asks[i] = ('__builtin_cpu_supports("%s")'):format(feature)
    end
    one.macro = net.NAME .. "_WITH_" .. one.word:upper() -- where the file has it
    one.asks = table.concat(asks, " && ")
    one.target = table.concat(one.features or {}, ",")
    one.title = one.lanes and one.target:upper():gsub(",", ", ")
        or "all processors that the compiler is told to compile for"
end

-- What a function does: calls the version of the best set.
function chosen_call(name)
    local lines, value = {}, net.types[name] ~= "void"
    local function add(...) lines[#lines + 1] = table.concat({ ... }) end
    for i = #instruction_sets, 1, -1 do
        local one = instruction_sets[i]
        local call = ("%s_%s_%s(%s);"):format(net.name, one.word, name, net.arguments[name])
        need(one.word .. ":" .. name)
        if one.lanes then
            add("#ifdef ", one.macro)
            add("    if (@has_", one.word, "())", value and "" or " {")
            add("        ", value and "return " or "", call)
            if not value then add("        return;\n    }") end
            add("#endif")
        else
            add("    ", value and "return " or "", call)
        end
    end
    return table.concat(lines, "\n")
end

-- The functions that are there once stand with the first set. From here on there is no set.
function link_shared()
    set = nil
    for _, name in ipairs { "init", "optimizer_init" } do
        block(name)
        need("base:" .. name)
    end
end
