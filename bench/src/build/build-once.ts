// Builds one graph, and says how long it took: node --expose-gc build-once.js BUILDER PODS
import { BUILDERS } from './builders.ts'
import { randomGraph } from './graph.ts'

const [name = '', pods = '100'] = process.argv.slice(2)
const prepare = BUILDERS[name]
if (prepare === undefined) throw new Error(`no builder "${name}"`)

const build = prepare(randomGraph(Number(pods)))
// The code is compiled as it is in a program that has built before; the graph is not the same one.
const warmUp = prepare(randomGraph(1_000))
for (let i = 0; i < 20; i++) warmUp()

globalThis.gc?.()
const before = process.memoryUsage().heapUsed
const begun = performance.now()
const built = build()
const time = performance.now() - begun
globalThis.gc?.()
const bytes = process.memoryUsage().heapUsed - before
process.send?.({ time, bytes, results: built.length })
process.disconnect()
