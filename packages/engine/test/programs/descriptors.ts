// Starts a Flow, opens files until this process may open no more, and kills a Pea, which is to come back meanwhile. Prints
// what happened to the Pea.
import { closeSync, openSync, readdirSync, readlinkSync } from 'node:fs'
import { Flow } from '@peaflow/flow'
import { start } from '../flows.ts'

const [directory] = process.argv.slice(2)
const files: number[] = []
const { running, events, happened } = await start(new Flow({ name: 'short' }).add({ name: 'work' }), { directory })
while (reserved() < 32) await new Promise(setImmediate)
const { pid = 0 } = (await running.status()).peas[0] ?? {}
try {
  for (;;) files.push(openSync('/dev/null', 'r'))
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'EMFILE') throw error
}
process.kill(pid, 'SIGKILL')
await happened('pea-restarted', 1)
const answer = await running.request('/', [{ text: 'x' }])
const { phase, restarts } = (await running.status()).peas[0] ?? {}
const reasons = events.flatMap((event) => (event.type === 'pea-exited' ? [event.exit.reason ?? event.exit.signal] : []))
console.log(JSON.stringify({ text: answer[0]?.text, phase, restarts, reasons }))
for (const file of files) closeSync(file)
await running.stop()
process.exit()

/** How many files are in reserve, which is some seconds after a launch. */
function reserved(): number {
  const paths = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`)
    } catch {
      return '' // closed meanwhile
    }
  })
  return paths.filter((path) => path === '/dev/null').length
}
