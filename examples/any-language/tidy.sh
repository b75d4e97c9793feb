#!/bin/sh
# A call is a line of JSON on standard input, its answer a line on standard output: nothing that jq cannot do.
exec jq --compact-output --unbuffered '
  { id, documents: [.documents[] | .text |= (. // "" | ascii_downcase | gsub("\\s+"; " ") | ltrimstr(" ") | rtrimstr(" "))] }'
