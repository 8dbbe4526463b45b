-- specs/autoencoder.lua: 640-128-8-128-640, ReLU: features through a waist of 8 and back. What it
-- cannot give back is unlike what it was trained on: the error is the measure of an anomaly.
local waist = param("waist", 8)
local x = input("x", 640)
local code = dense(waist, { name = "waist" })(dense(128, relu)(standardize(x)))
local y = dense(640)(dense(128, relu)(code))
local t = target("t", 640) -- the same features, standardized
return network {
  outputs = { code = code, y = y },
  loss = mean_squared_error(y, t),
  batch = 64,
  optimizer = adam,
}
