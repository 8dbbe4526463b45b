-- error: 11: network: unknown option 'option_0'
-- error: 11: network: unknown option 'option_1'
-- error: 11: network: unknown option 'option_10'
-- error: 11: network: unknown option 'option_11'
-- error: 11: network: unknown option 'option_12'
-- error: 11: network: unknown option 'option_13'
-- error: 11: network: unknown option 'option_2'
-- error: 11: network: unknown option 'option_3'
-- error: 11: network: unknown option 'option_4'
-- error: 11: network: unknown option 'option_5'
return network {
  option_0 = 0,
  option_1 = 1,
  option_2 = 2,
  option_3 = 3,
  option_4 = 4,
  option_5 = 5,
  option_6 = 6,
  option_7 = 7,
  option_8 = 8,
  option_9 = 9,
  option_10 = 10,
  option_11 = 11,
  option_12 = 12,
  option_13 = 13,
  input = 4, layers = { dense(1) }, loss = half_squared_error,
}
