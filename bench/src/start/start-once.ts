// Starts so many Peas, or bare processes, once, and says how long it took: node start-once.js STARTER COUNT
import { type Memory, memoryOf, processTree } from '../measure/process-tree.ts'
import { STARTERS } from './starters.ts'

const [name = '', count = '1'] = process.argv.slice(2)
const prepare = STARTERS[name]
if (prepare === undefined) throw new Error(`no starter "${name}"`)

const start = await prepare(Number(count))
const before = memoryOf(process.pid)
const begun = performance.now()
const stop = await start()
const ready = performance.now() - begun
process.send?.({ ready, ...perUnit(before, Number(count)) })
await stop()
process.disconnect()

/** Bytes for each of the processes that were launched; where all is in this one, what it grew by. */
function perUnit(before: Memory, count: number): Record<string, number> {
  const children = processTree(process.pid).slice(1).map(memoryOf)
  const own = memoryOf(process.pid)
  const grown = { pss: own.pss - before.pss, private: own.private - before.private }
  const held = children.length >= count ? children : [grown]
  const sum = (field: keyof Memory) => held.reduce((total, memory) => total + memory[field], 0)
  return { pss: sum('pss') / count, private: sum('private') / count }
}
