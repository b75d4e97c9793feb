import { Flow } from '@peaflow/flow'
import { expect, test } from 'vitest'
import { start } from './flows.ts'
test('x', async () => {
  const hello = new Flow({ name: 'hello' }).add({ name: 'upper', uses: './upper.mjs' }).add({ name: 'mark', uses: './mark.mjs', with: { mark: '!' } }).add({ name: 'bad', uses: './absent.mjs', timeoutReady: 5000 })
  const t = performance.now()
  await start(hello, {onLog: (l) => console.log((performance.now()-t).toFixed(), l), onEvent: (e) => console.log((performance.now()-t).toFixed(), e)}).catch((e) => console.log(e))
})
