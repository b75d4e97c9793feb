import { crash } from '../contestants/crash.ts'
import type { Contestant } from '../contestants/scenario.ts'
import { DOCUMENTS } from './exchange.ts'
import { startPassingFlow } from './passing-flow.ts'

/** The same Flow without HTTP: the process that drives it calls it. */
export const calledFlow: Contestant = {
  async open(_, answered) {
    const running = await startPassingFlow()
    return {
      send(request) {
        running.request('/', DOCUMENTS).then(() => answered(request), crash)
      },
      close: () => running.stop(),
    }
  },
}
