// A hop of a contestant other than Peaflow: node hop.js CONTESTANT OPTIONS
import { HOPS } from './roster.ts'

const [contestant = '', options = '{}'] = process.argv.slice(2)
const load = HOPS[contestant]
if (load === undefined) throw new Error(`no hop of "${contestant}"`)
const { hop } = await load()
await hop(JSON.parse(options) as never)
