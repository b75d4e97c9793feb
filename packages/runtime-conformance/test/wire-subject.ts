import type { PeaSpec } from '@peaflow/core'
import { openPea } from '@peaflow/pea'
import type { PeaEnd, PeaUnderTest, WireSubject } from '../src/wire.ts'

/** Our own Pea, in this process. */
export function ownPea(timeout: number): WireSubject {
  return { timeout, launch }
}

function launch(spec: PeaSpec): PeaUnderTest {
  const opened = openPea(spec)
  const ended = opened.then(
    async (pea): Promise<PeaEnd> => {
      const { code, reason = '' } = await pea.ended
      return { code, output: reason }
    },
    (error): PeaEnd => ({ code: 1, output: String(error) }),
  )
  return {
    ended,
    terminate: () => void opened.then((pea) => pea.leave()),
    kill: () => void opened.then((pea) => pea.kill()).catch(() => undefined),
  }
}
