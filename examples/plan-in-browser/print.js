// node print.js < ../fork-join/flow.yml
import { text } from 'node:stream/consumers'
import { describeLinks } from './describe-links.js'

for (const line of describeLinks(await text(process.stdin))) console.log(line)
