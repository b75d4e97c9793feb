// Writes 200 MB as fast as they are read, then ends.
const { writeSync } = require('node:fs')
const block = Buffer.from(`${'x'.repeat(99)}\n`.repeat(10_000))
for (let count = 0; count < 200; count++) for (let at = 0; at < block.length; ) at += writeSync(1, block, at)
console.log('written')
