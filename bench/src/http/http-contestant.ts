import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Contestant } from '../contestants/scenario.ts'
import { processTree } from '../measure/process-tree.ts'
import { HttpClient } from './http-client.ts'

const program = fileURLToPath(new URL('./http-server.js', import.meta.url))

/** A server under the load of a client in the driver's process. Its CPU is that of the server and its workers alone. */
export function httpContestant(server: string): Contestant {
  return {
    async open(_, answered) {
      const child = fork(program, [server])
      const exited = once(child, 'exit')
      const failed = exited.then(([code, signal]) => {
        throw new Error(`the server "${server}" ended with ${code ?? signal}`)
      })
      failed.catch(() => undefined)
      const [url] = await Promise.race([once(child, 'message'), failed])
      const client = new HttpClient(url, answered)
      return {
        send: (request) => client.send(request),
        pids: () => processTree(child.pid ?? Number.NaN),
        async close() {
          client.close()
          child.disconnect()
          await exited
        },
      }
    },
  }
}
