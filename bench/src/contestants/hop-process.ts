import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('./hop.js', import.meta.url))

/** A hop as the gateway's process sees it. */
export interface HopProcess {
  /** What the hop announced once its ports were open. */
  readonly opened: Promise<unknown>
  /** Sends the hop its receivers. Resolves once it is ready. */
  wire(to: unknown): Promise<void>
  stop(): Promise<void>
}

/** Launches a hop of a contestant. */
export function launchHop(contestant: string, options: unknown): HopProcess {
  const child = fork(program, [contestant, JSON.stringify(options)])
  const opened = messageOf(child)
  return {
    opened,
    async wire(to) {
      const ready = messageOf(child)
      child.send({ to })
      await ready
    },
    async stop() {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** In the hop: announces its ports, and waits for its receivers. */
export async function announce(opened: unknown): Promise<unknown> {
  process.on('disconnect', () => process.exit())
  process.send?.({ opened })
  const [message] = await once(process, 'message')
  return message.to
}

/** In the hop: announces that it accepts requests. */
export function announceReady(): void {
  process.send?.({ opened: true })
}

async function messageOf(child: ChildProcess): Promise<unknown> {
  const over = new AbortController()
  const failed = once(child, 'exit', { signal: over.signal }).then(([code]) => {
    throw new Error(`a hop ended with ${code} before it was ready`)
  })
  failed.catch(() => undefined)
  try {
    const [message] = await Promise.race([once(child, 'message'), failed])
    return message.opened
  } finally {
    over.abort()
  }
}
