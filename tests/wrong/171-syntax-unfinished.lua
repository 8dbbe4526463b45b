-- error: 4: unfinished string near '"abc'
return network {
  input = 4,
  name = "abc
}
