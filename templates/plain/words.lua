-- words.lua - words for the templates of the plain style.

-- The text of element `index` of a place, "z1[%s]", whose elements begin at `first`.
function at(place, first, index)
    if first > 0 then index = index == "0" and tostring(first) or first .. " + " .. index end
    return (place:gsub("%%s", index))
end

-- The address of that place's element `first`.
function at_address(place, first)
    local base = place:gsub("%[%%s%]", "")
    return first > 0 and base .. " + " .. first or base
end

-- An expression without the parentheses around the whole of it.
function whole(expression)
    local inside = expression:match "^(%b())$"
    return inside and inside:sub(2, -2) or expression
end

-- The arguments of a function of one sample: the pointers, where "+" moves them to row r.
function row_of(e, name)
    return net.BATCH == 1 and name or e.class and name .. " + r"
        or e.size == 1 and name .. " + r" or ("%s + r*%d"):format(name, e.size)
end
