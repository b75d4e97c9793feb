// node print.js < ../fork-join/flow.yml
import { text } from 'node:stream/consumers'
import { whoDialsWhom } from './who-dials-whom.js'

for (const line of whoDialsWhom(await text(process.stdin))) console.log(line)
