-- error: 2: no "good" reason \ at all
error("no \"good\" reason \\ at all")
