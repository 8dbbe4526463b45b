-- error: 3: unexpected symbol near ','
return network {
  input = 4,,
}
