// Drives one contestant, in a process of its own, so that none is slowed by what another left: node driver.js OPTIONS
import { CONTESTANTS } from '../contestants/roster.ts'
import { LoadGenerator } from '../measure/load-generator.ts'
import type { DriverOptions, Order } from './orders.ts'

process.on('disconnect', () => process.exit())

const { contestant, scenario }: DriverOptions = JSON.parse(process.argv[2] ?? '{}')
const load = CONTESTANTS[contestant]
if (load === undefined) throw new Error(`no contestant "${contestant}"`)

const generator = new LoadGenerator()
const { open } = await load()
const line = await open(scenario, generator.answered)

process.on('message', async (order: Order | 'close') => {
  if (order === 'close') {
    await line.close()
    process.disconnect()
  } else {
    process.send?.(
      'load' in order ? await generator.measure(line, order.load) : await generator.finish(line, order.batch),
    )
  }
})
process.send?.('open')
