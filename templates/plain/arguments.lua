-- arguments.lua - what the functions of one sample take, and what the public ones do not read: net.

local run, back = net.run, net.train
if net.train_runs then
    for name in pairs(run.reads) do back.reads[name] = true end
end

local function optional(e, name)
    local row = row_of(e, name)
    return row == name and name or ("%s == NULL ? NULL : %s"):format(name, row)
end

-- The arguments of a function of one sample, as { name, declaration, name for row r }.
local function list(s)
    local all = {}
    local function add(name, type, row)
        if s.reads[name] then all[#all + 1] = { name, type .. name, row or name } end
    end
    local function add_ends(ends, names, type, row)
        for i, e in ipairs(ends) do
            add(names[i], e.class and "const int32_t *" or type, row(e, names[i]))
        end
    end
    add("p", "const @parameters *")
    add_ends(net.inputs, net.input_names, "const @real *", row_of)
    add_ends(net.targets, net.target_names, "const @real *", row_of)
    if s == back then add_ends(net.inputs, net.dinput_names, "@real *", optional) end
    add("inverse_n", "@real ")
    add("val", "@values *", "&ws->val[r]")
    add("grad", "@gradients *", "&ws->grad[r]")
    add("ws", "const @workspace *")
    return all
end

local function column(s, k)
    local words = {}
    for i, argument in ipairs(list(s)) do words[i] = argument[k] end
    return table.concat(words, ", ")
end
function arguments(s) return column(s, 1) end
function declared(s) return column(s, 2) end
function row_arguments(s) return column(s, 3) end

-- All ends of a kind for row r, or as they are.
local function rows(ends, names, row)
    local words = {}
    for i, e in ipairs(ends) do words[i] = row(e, names[i]) end
    return table.concat(words, ", ")
end

local function is_read(name, sections)
    for _, s in ipairs(sections) do
        if s.reads[name] then return true end
    end
end

-- (void)x; for what none of the sections reads.
function unread(sections, targets, reads_p)
    if not (reads_p or is_read("p", sections)) then emit "    (void)p;\n" end
    for _, names in ipairs { net.input_names, targets and net.target_names or {} } do
        for _, name in ipairs(names) do
            if not is_read(name, sections) then emit("    (void)", name, ";\n") end
        end
    end
end

-- The variables val and grad, where the sections read them.
function values(sections, on_stack)
    for name, type in ("val values grad gradients"):gmatch "(%w+) (%w+)" do
        if is_read(name, sections) then
            emit(on_stack and ("    @%s %s[1];\n"):format(type, name)
                or ("    @%s *const %s = ws->%s;\n"):format(type, name, name))
        end
    end
end

-- ", x += 784" of each end that the sections read.
function advance(sections)
    local words = {}
    for _, kind in ipairs { { net.inputs, net.input_names }, { net.targets, net.target_names } } do
        for i, e in ipairs(kind[1]) do
            local name = kind[2][i]
            if is_read(name, sections) then
                local step = (e.class or e.size == 1) and "%s++" or "%s += %d"
                words[#words + 1] = ", " .. step:format(name, e.size)
            end
        end
    end
    return table.concat(words)
end

-- The arguments that hand all samples of a call on, to what goes through them one by one.
local function ends(declare)
    local words = {}
    local function add(kind, names, type)
        for i, e in ipairs(kind) do
            local is = e.class and "const int32_t *" or type
            if back.reads[names[i]] then words[#words + 1] = (declare and is or "") .. names[i] end
        end
    end
    add(net.inputs, net.input_names, "const @real *")
    add(net.targets, net.target_names, "const @real *")
    add(net.inputs, net.dinput_names, "@real *")
    if back.reads.p then
        table.insert(words, 1, (declare and "const @parameters *" or "") .. "p")
    end
    table.insert(words, back.reads.p and 2 or 1, declare and "size_t n" or "n")
    return table.concat(words, ", ")
end
sweep_head = fold("", ("static @real @sweep(%s, @workspace *ws)"):format(ends(true)))

-- The call that leaves what the gradients consist of, and returns the mean loss.
function train(dinputs)
    local call = net.BATCH > 1 and ("@sweep(%s, ws)"):format(ends(false))
        or ("@back(%s)"):format(arguments(back))
    for _, name in ipairs(dinputs and {} or net.dinput_names) do
        call = call:gsub("%f[%w_]" .. name .. "%f[^%w_]", "NULL")
    end
    return call
end

run_call = net.runs and "@run(" .. arguments(run) .. ");" or ""
run_head = fold("", "static void @run(" .. declared(run) .. ")")
back_head = fold("", "static @real @back(" .. declared(back) .. ")")

-- predict of row r; one output alone is not NULL there.
predict_row = ("@predict(p, %s, %s);"):format(rows(net.inputs, net.input_names, row_of),
    rows(net.outputs, net.output_names, #net.outputs > 1 and optional or row_of))

function section(s, indent) include("plain/block.in", { s = s, pad = indent }) end
