import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mustRun } from '../packages/command.ts'

const EXAMPLE = fileURLToPath(new URL('../../examples/semantic-search/', import.meta.url))

/** The images of the search of examples/semantic-search. */
export const IMAGES = {
  /** With the code of the Pods that run in the container of the Flow, and of the index. */
  flow: 'peaflow-test/search:1',
  encoder: 'peaflow-test/encoder:1',
  /** The same under another name: what a rolling update rolls out. */
  nextEncoder: 'peaflow-test/encoder:2',
} as const

/** Builds them, as docs/kubernetes.md says. */
export async function buildSearchImages(): Promise<void> {
  const { buildEncoderImage } = await import(join(EXAMPLE, 'docker', 'build.js'))
  const encoder: string = await buildEncoderImage()
  const where = { cwd: EXAMPLE }
  for (const name of [IMAGES.encoder, IMAGES.nextEncoder]) await mustRun('docker', ['tag', encoder, name], where)
  const folder = mkdtempSync(join(tmpdir(), 'peaflow-search-'))
  try {
    await cp(join(EXAMPLE, 'executors'), join(folder, 'executors'), { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n')
    writeFileSync(join(folder, 'Dockerfile'), 'FROM peaflow/pea\nWORKDIR /flow\nCOPY . .\n')
    await mustRun('docker', ['build', '--tag', IMAGES.flow, folder], where)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
