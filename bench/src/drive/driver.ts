// Drives one contestant, in a process of its own, so that none pays for what another left: node driver.js OPTIONS
import { CONTESTANTS } from '../contestants/roster.ts'
import { Window } from '../measure/window.ts'
import type { DriverOptions, Order } from './orders.ts'

process.on('disconnect', () => process.exit())

const { contestant, scenario }: DriverOptions = JSON.parse(process.argv[2] ?? '{}')
const load = CONTESTANTS[contestant]
if (load === undefined) throw new Error(`no contestant "${contestant}"`)

const window = new Window()
const { open } = await load()
const line = await open(scenario, window.answered)

process.on('message', async (order: Order | 'close') => {
  if (order === 'close') {
    await line.close()
    process.disconnect()
  } else {
    process.send?.('load' in order ? await window.measure(line, order.load) : await window.finish(line, order.batch))
  }
})
process.send?.('open')
