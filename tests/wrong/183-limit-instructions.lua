-- error: 2: the spec runs more than 10 million instructions
while true do end
