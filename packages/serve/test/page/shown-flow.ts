import { fileURLToPath } from 'node:url'
import { FlowError } from '@peaflow/core'
import { type RunningFlow, startFlow } from '@peaflow/engine'
import { buildFlow, Flow, scalePlan } from '@peaflow/flow'
import { processLauncher } from '@peaflow/runtime-local'
import { createJournal, type ServedFlow, serve } from '../../src/index.ts'

/** A Flow of two Pods in processes, served with its page. */
export interface ShownFlow extends AsyncDisposable {
  readonly running: RunningFlow
  readonly served: ServedFlow
  readonly port: number
  readonly token: string
  /** The path of the admin API's own socket. */
  readonly socket: string
  /** Ends the server, and opens another one at the same port. */
  serveAgain(): Promise<void>
}

/** The most replicas of a Pod. */
const MOST = 4

/** A picture as `peaflow plan` draws it for the page. The texts in it are hostile. */
const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="720" height="140" viewBox="0 0 720 140" class="board"><style>* { display: none }</style><script>globalThis.harmed = true</script>
<g class="edge" data-from="gateway/in" data-to="encode"><path class="arrow" d="M120 70L180 70"/><path class="tip" d="M0 0"/>
<rect class="room" x="130" y="40" width="44" height="18"/></g>
<g class="edge" data-from="encode" data-to="sort"><path class="arrow" d="M374 70L440 70"/><path class="tip" d="M0 0"/>
<rect class="room" x="384" y="40" width="44" height="18"/></g>
<g class="pod gateway" data-pods="gateway/in"><rect x="10" y="40" width="104" height="58"/><text class="title" x="60" y="66">in</text><text class="detail" x="60" y="83">gateway</text></g>
<g class="pod local" data-pods="encode"><rect x="190" y="10" width="184" height="112"/><text class="title" x="205" y="36">encode</text></g>
<g class="pod local" data-pods="sort"><rect x="450" y="10" width="184" height="112"/><text class="title" x="465" y="36">sort</text></g>
</svg>`

/** Starts a Flow and serves it with its page. */
export async function showFlow({
  token,
  isDrawn = true,
}: {
  token?: string
  isDrawn?: boolean
} = {}): Promise<ShownFlow> {
  const flow = new Flow({ name: 'shown' })
    .add({ name: 'encode', uses: './echo.mjs', replicas: 2, with: { '<b>key</b>': 's3cret' } })
    .add({ name: 'sort', uses: './echo.mjs' })
  const journal = createJournal()
  const running = await startFlow(buildFlow(flow), {
    launchers: { process: processLauncher() },
    directory: fileURLToPath(new URL('executors', import.meta.url)),
    replan: (plan, pod, replicas) => {
      if (replicas > MOST) throw new FlowError('TOPOLOGY_REPLICAS', `there is no room for ${replicas} replicas`)
      return scalePlan(plan, pod, replicas)
    },
    onLog: journal.onLog,
    onEvent: journal.onEvent,
  })
  const about = { version: '1.2.3', detached: false, startTime: new Date() }
  const picture = isDrawn ? { picture: async () => PICTURE } : {}
  const administration = { journal, about, stop: () => undefined, ...picture }
  let served = await serve(running, { http: 0, token, administration })
  const port = Number(new URL(served.url).port)
  return {
    running,
    get served() {
      return served
    },
    port,
    token: token ?? served.page?.split('#')[1] ?? '',
    socket: `${running.folder}/admin.sock`,
    async serveAgain() {
      served = await serve(running, { http: port, token, administration })
    },
    async [Symbol.asyncDispose]() {
      await served.close({ grace: 0 })
      await running.stop()
    },
  }
}
