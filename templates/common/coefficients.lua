-- coefficients.lua - the numbers of the elementary functions, for the templates that have their C:
-- each table below holds the words of one template. All are minimax, found for these very forms.

is_float = real == "float"
suffix = is_float and "f" or ""
-- Before a mask: its bits, all of them or none.
mask_bits = plain and "-(@uvec)" or "(@uvec)"

-- The lines of vec q = c0 + c1 x + c2 x^2 + ...: pairs of terms, then Horner's rule in x2 = x^2.
function polynomial(q, x, x2, coefficients)
    local c = {}
    for i, digits in ipairs(coefficients) do c[i] = ("@vec_splat(%s%s)"):format(digits, suffix) end
    local function pair(i)
        return c[i + 1] and ("@vec_fma(%s, %s, %s)"):format(c[i + 1], x, c[i]) or c[i]
    end
    local first = #c - (#c + 1) % 2
    local lines = { ("@vec %s = %s;"):format(q, pair(first)) }
    for i = first - 2, 1, -2 do
        local line = ("%s = @vec_fma(%s, %s, %s);"):format(q, q, x2, pair(i))
        lines[#lines + 1] = #line <= 96 and line or
            ("%s = @vec_fma(%s, %s, %s);"):format(q, q, x2, pair(i))
    end
    return table.concat(lines, "\n    ")
end

-- The largest errors, in ulp: over all floats with and without FMA, and the largest found in 2^24
-- doubles a function with and without; of pow in 2^28 and 2^24 pairs.
local errors = {
    exp = { "0.93", "1.21", "0.95", "1.21" }, expm1 = { "1.64", "1.76", "2.3", "2.4" },
    log = { "0.9", "0.9", "0.76", "0.82" }, log1p = { "1.48", "1.6", "1.35", "1.4" },
    sin = { "1.6", "2.6", "1.6", "2.6" }, cos = { "1.6", "2.6", "1.6", "2.6" },
    tanh = { "2.43", "2.44", "2.4", "2.4" }, sigmoid = { "2.5", "2.5", "2.5", "2.5" },
    softplus = { "1.88", "1.9", "1.7", "1.7" }, erf = { "1.18", "1.5", "1.25", "1.5" },
    pow = { "0.501", "0.501", "0.76", "0.76" } }
function accuracy(name)
    local e = errors[name]
    local fused, plain = e[is_float and 1 or 3], e[is_float and 2 or 4]
    return ("at most %s ulp"):format(fused) ..
        (plain == fused and "" or (", %s without FMA"):format(plain))
end

-- The coefficients for -r in place of r.
function alternating(c)
    local list = {}
    for i, digits in ipairs(c) do list[i] = i % 2 == 0 and "-" .. digits or digits end
    return list
end

coefficients = { exp = {}, log = {}, trigonometry = {}, erf = {} }

-- exp.in
do
    local _ENV = setmetatable(coefficients.exp, { __index = _ENV })
    q = is_float and { "0.5", "0.16666518", "0.0416662", "0.008368918", "0.0013950541" } or {
        "0.50000000000000128", "0.16666666666666699", "0.041666666666514932",
        "0.0083333333333071054", "0.0013888888947156131", "0.00019841269917599836",
        "2.4801489785708683e-05", "2.7557216107039637e-06", "2.7631339771661967e-07",
        "2.5117922615268039e-08" }
    tanh_q = is_float and { "0.5", "0.166666672", "0.0416671559", "0.0083324248",
        "0.00138076092", "0.000227697921" } or {
        "0.5000000000000002", "0.16666666666665786", "0.041666666666639034",
        "0.008333333334457455", "0.0013888888880046802", "0.00019841265709096952",
        "2.480171423986399e-05", "2.7560701846434253e-06", "2.7333259659979654e-07",
        "2.8873396315390137e-08" }
    tanh_shift = is_float and "-0.15342641f" or "-0.15342640972002736"
    log2e = is_float and "1.44269504f" or "1.4426950408889634"
    -- -ln 2 in two parts; k times the first is exact
    high = is_float and "-0.693359375f" or "-0.693145751953125"
    low = is_float and "2.12194440e-4f" or "-1.4286068203094172e-06"
    bias, mantissa = is_float and 127 or 1023, is_float and 23 or 52
    rounder = is_float and "0x4b400000u" or "0x4338000000000000u"
    highest, lowest = is_float and "89" or "710", is_float and "-104" or "-746"
    tiny = is_float and 24 or 54
    tiny_power = is_float and "0x1p-24f" or "0x1p-54"
end

-- log.in
do
    local _ENV = setmetatable(coefficients.log, { __index = _ENV })
    log_q = is_float and { "0.333333168", "-0.250008111", "0.200022807", "-0.166245233",
        "0.141813073", "-0.131292109", "0.128809717", "-0.0785739949" } or { "0.66666666666667351",
        "0.39999999999409362", "0.28571428743684497", "0.22222198429162592", "0.18183572346451978",
        "0.15313832351120846", "0.14798257240092874" }
    root_half = is_float and "0x3f3504f3u" or "0x3fe6a09e667f3bcdu"
    one = is_float and "0x3f800000u" or "0x3ff0000000000000u"
    fraction = is_float and "0x007fffffu" or "0x000fffffffffffffu"
    bias, mantissa = is_float and 127 or 1023, is_float and 23 or 52
    -- the high part is short: e times it is exact
    ln2_high = is_float and "0.693359375f" or "0.69314718036912382"
    ln2_low = is_float and "-2.12194440e-4f" or "1.9082149292705877e-10"
    smallest = is_float and "FLT_MIN" or "DBL_MIN"
    grow, grow_bits = is_float and "0x1p25f" or "0x1p54", is_float and 25 or 54
end

-- trigonometry.in
do
    local _ENV = setmetatable(coefficients.trigonometry, { __index = _ENV })
    sin_q = is_float and { "-0.16666655", "0.00833217585", "-0.00019516977" } or {
        "-0.16666666666666632", "0.0083333333333223704", "-0.0001984126982977153",
        "2.7557313678792274e-06", "-2.5050755981169204e-08", "1.589666764426019e-10" }
    cos_q = is_float and { "0.0416666468", "-0.00138873645", "2.44380903e-05" } or {
        "0.0416666666666666", "-0.0013888888888874065", "2.4801587289443441e-05",
        "-2.7557314340645170e-07", "2.0875721621581752e-09", "-1.1359559213863188e-11" }
    -- pi/2 in three parts as precise as reals; and in four, of which k times each of the first
    -- three is exact, for targets without FMA
    fused_parts = is_float and { "0x1.921fb6p+0f", "-0x1.777a5cp-25f", "-0x1.ee59dap-50f" }
        or { "0x1.921fb54442d18p+0", "0x1.1a62633145c07p-54", "-0x1.f1976b7ed8fbcp-110" }
    plain_parts = is_float and {
        "0x1.9218p+0f", "0x1.ed5p-14f", "0x1.10bp-30f", "0x1.184698p-44f" } or {
        "0x1.921fb544p+0", "0x1.0b4611a6p-34", "0x1.3198a2ep-69", "0x1.b839a252049c1p-104" }
    two_over_pi = is_float and "0.636619772f" or "0.63661977236758134"
    far = is_float and "1600" or "1600000"
    rounder = is_float and "12582912.0f" or "6755399441055744.0" -- 1.5 2^23, 1.5 2^52
    words = {
        "0xa2f9836e", "0x4e441529", "0xfc2757d1", "0xf534ddc0", "0xdb629599", "0x3c439041",
        "0xfe5163ab", "0xdebbc561", "0xb7246e3a", "0x424dd2e0", "0x06492eea", "0x09d1921c",
        "0xfe1deb1c", "0xb129a73e", "0xe88235f5", "0x2ebb4484", "0xe99c7026", "0xb45f7e41",
        "0x3991d639", "0x835339f4", "0x9c845f8b", "0xbdf9283b", "0x1ff897ff", "0xde05980f",
        "0xef2f118b", "0x5a0a6d1f", "0x6d367ecf", "0x27cb09b7", "0x4f463f66", "0x9e5fea2d",
        "0x7527bac7", "0xebe5f17b", "0x3d0739f7", "0x8a5292ea", "0x6bfb5fb1", "0x1f8d5d08",
        "0x56033046" }
    bits, mantissa = is_float and 32 or 64, is_float and 23 or 52
    fraction = is_float and "0x007fffff" or "0x000fffffffffffff"
    lowest = is_float and 150 or 1075
    zeros, used, window = is_float and 1 or 2, is_float and 7 or 37, is_float and 3 or 6
end

-- erf.in
do
    local _ENV = setmetatable(coefficients.erf, { __index = _ENV })
    small = is_float and { "0.128379166", "-0.376126271", "0.112835999", "-0.026854436",
        "0.00518951674", "-0.000802065816", "7.88844977e-05" } or {
        "0.12837916709551257", "-0.37612638903183546", "0.11283791670945234",
        "-0.026866170643273060",
        "0.0052239776073964086", "-0.00085483259883512633", "0.00012055295278957608",
        "-1.4924743842669598e-05", "1.6447507292669732e-06", "-1.6209094519295159e-07",
        "1.3722616618319328e-08", "-7.8005040770714534e-10" }
    tail = is_float and { "-0.000353752256", "-1.12703989", "-0.638225936", "-0.103037127",
        "0.0218051944", "-0.00293957429", "0.000185570439" } or {
        "-5.1326624708864454e-07", "-1.1283739914743595", "-0.63664405615077267",
        "-0.10270228691586066", "0.018988036568727693", "0.00041354417804906493",
        "-0.0019189536754453224", "0.00077304969210046007", "-0.00013655845317371944",
        "-1.9521640309642561e-05", "2.2532387432280335e-05", "-8.5786256124137894e-06",
        "2.1147607475246460e-06", "-3.6955793259230660e-07", "4.5932155906240518e-08",
        "-3.8899108368504430e-09", "2.0202819625655189e-10", "-4.8649344508027159e-12" }
end
