-- arguments.lua - what the functions of one sample take, and what the public ones do not read: net.

-- A pass of several phases, with what any of them reads.
net.phases = {}
for _, pass in ipairs { "loss", "train" } do
    local phases, reads = net[pass .. "_phases"], {}
    for i, s in ipairs(phases or {}) do
        s.block, s.trains = ("%s_%d"):format(pass, i), pass == "train"
        for name in pairs(s.reads) do reads[name] = true end
        if #s.means > 0 then reads.inverse_n = true end
        if #s.blocks > 0 then net.phases[#net.phases + 1] = s end
    end
    if phases then net[pass] = { phases = phases, reads = reads, blocks = {}, locals = {} } end
end

local run, back = net.run, net.train
if net.train_runs then
    for name in pairs(run.reads) do back.reads[name] = true end
end

-- The pointer of an end, moved to row r.
local function row_of(e, name)
    return net.BATCH == 1 and name or e.class and name .. " + r"
        or e.size == 1 and name .. " + r" or ("%s + r*%d"):format(name, e.size)
end

local function optional(e, name)
    local row = row_of(e, name)
    return row == name and name or ("%s == NULL ? NULL : %s"):format(name, row)
end

-- The arguments of a function of one sample, as { its name, its declaration, what stands for it in
-- row r, and without gradients by inputs; many: the same for all samples }.
local function list(s)
    local all = {}
    local function add(argument)
        if s.reads[argument[1]] then all[#all + 1] = argument end
    end
    local function add_ends(ends, names, type, row, unwanted)
        for i, e in ipairs(ends) do
            local name = names[i]
            local is_integer = e.classes > 0 and type == "const @real *"
            local declared = (is_integer and "const int32_t *" or type) .. name
            if unwanted and not s.reads[name .. "!"] then declared = "const " .. declared end
            add { name, declared, row(e, name), unwanted or name, many = true }
        end
    end
    add { "p", "const @parameters *p", "p", "p", many = true }
    add_ends(net.inputs, net.input_names, "const @real *", row_of)
    add_ends(net.targets, net.target_names, "const @real *", row_of)
    if s == back or s.trains then
        add_ends(net.inputs, net.dinput_names, "@real *", optional, "NULL")
    end
    add { "inverse_n", "@real inverse_n", "inverse_n", "inverse_n" }
    add { "counter", "uint32_t counter", "@dropout_key(counter, r)", "counter", many = true }
    add { "val", "@values *val", "&ws->val[r]", "val" }
    add { "grad", "@gradients *grad", "&ws->grad[r]", "grad" }
    add { "ws", "const @workspace *ws", "ws", "ws" }
    return all
end

local NAME, DECLARED, ROW, UNWANTED = 1, 2, 3, 4
local function column(s, k)
    local words = {}
    for i, argument in ipairs(list(s)) do words[i] = argument[k] end
    return table.concat(words, ", ")
end
function row_arguments(s) return column(s, ROW) end

-- Those that hand all samples of a call on, to what goes through them one by one.
local function sweep_column(k, n, ws)
    local words = {}
    for _, argument in ipairs(list(back)) do
        if argument.many then words[#words + 1] = argument[k] end
    end
    table.insert(words, back.reads.p and 2 or 1, n)
    words[#words + 1] = ws
    return table.concat(words, ", ")
end

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

-- The number of a step, or 0, where the sections read it.
function counter(sections, value)
    if is_read("counter", sections) then
        emit("    const uint32_t counter = ", value, ";\n")
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

-- The call that leaves what the gradients consist of, and returns the mean loss.
function train(dinputs)
    local k = dinputs and NAME or UNWANTED
    return net.BATCH > 1 and ("@sweep(%s)"):format(sweep_column(k, "n", "ws"))
        or ("@back(%s)"):format(column(back, k))
end

function phase_head(s)
    return ("static %s @%s(%s)"):format(s.returns and "@real" or "void", s.block,
        column(s, DECLARED))
end

-- The phases of a pass, each for all samples, and the means between them.
function go_through(phases)
    for _, s in ipairs(phases) do
        if #s.blocks > 0 then
            emit "    for (size_t r = 0; r < n; r++)\n        "
            emit(s.returns and "ws->losses[r] = " or "", "@", s.block, "(", column(s, ROW), ");\n")
        end
        for _, line in ipairs(s.means) do emit("    ", line, "\n") end
    end
end

sweep_head = ("static @real @sweep(%s)"):format(
    sweep_column(DECLARED, "size_t n", "@workspace *ws"))
run_call = net.runs and "@run(" .. column(run, NAME) .. ");" or ""
run_head = "static void @run(" .. column(run, DECLARED) .. ")"
back_head = "static @real @back(" .. column(back, DECLARED) .. ")"

-- predict of row r; one output alone is not NULL there.
predict_row = ("@predict(p, %s, %s);"):format(rows(net.inputs, net.input_names, row_of),
    rows(net.outputs, net.output_names, #net.outputs > 1 and optional or row_of))

function section(s, indent) include("plain/block.in", { s = s, pad = indent }) end
