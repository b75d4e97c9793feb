// Measures how long three process Peas take to be ready, and one bare Node: the medians, in milliseconds, as JSON.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { buildFlow, Flow } from '@peaflow/flow'
import { processLauncher } from '@peaflow/runtime-local'
import { startFlow } from '../../src/start/start-flow.ts'

const [directory, uses = './upper.mjs', rounds = '20'] = process.argv.slice(2)
const flow = new Flow({ name: 'fast' }).add({ name: 'a', uses }).add({ name: 'b', uses }).add({ name: 'c', uses })
const plan = buildFlow(flow)
const bare: number[] = []
const ready: number[] = []
for (let round = 0; round < Number(rounds); round++) {
  const begun = performance.now()
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit')
  bare.push(performance.now() - begun)
  const starting = performance.now()
  const running = await startFlow(plan, { launchers: { process: processLauncher() }, directory })
  ready.push(performance.now() - starting)
  await running.stop()
}
console.log(JSON.stringify({ bare: median(bare), ready: median(ready) }))

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}
