import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type Docker from 'dockerode'
import { packEntries } from '../../src/archive/pack.ts'
import { withoutRepeats } from '../../src/image-build/file-system.ts'
import { findLibraries } from '../../src/image-build/libraries.ts'
import { describeSystem, toEntry } from '../../src/image-build/system.ts'
import { TEST_IMAGE } from './actions.ts'
import { engine as theEngine } from './engine.ts'

const PROGRAM = fileURLToPath(new URL('./program.cjs', import.meta.url))

/** Builds the test image, unless an up-to-date one exists. */
export async function buildTestImage(engine: Docker = theEngine): Promise<void> {
  const program = readFileSync(PROGRAM, 'utf8')
  const stamp = createHash('sha256').update(program).digest('hex')
  const present = await engine
    .getImage(TEST_IMAGE)
    .inspect()
    .catch(() => undefined)
  if (present?.Config?.Labels?.['peaflow-test.stamp'] === stamp) return
  const archive = packEntries(
    withoutRepeats([
      ...(await describeSystem()),
      ...(await findLibraries([process.execPath])).map(toEntry),
      { path: 'usr/local/bin/node', from: process.execPath, executable: true },
      { path: 'peaflow/workspace', folder: 'writable' },
      { path: 'program.cjs', text: program, executable: false },
    ]),
  )
  const response = await engine.importImage(archive, {
    repo: 'peaflow-test/node',
    tag: '1',
    changes: [
      'ENTRYPOINT ["/usr/local/bin/node","/program.cjs"]',
      'ENV PATH=/usr/local/bin:/bin',
      `LABEL peaflow-test.stamp=${stamp}`,
    ],
  })
  for await (const _ of response as Readable) {
    // the image exists when the stream has ended
  }
  // Earlier test images are untagged now.
  await engine.pruneImages({ filters: { dangling: ['true'], label: ['peaflow-test.stamp'] } })
}
