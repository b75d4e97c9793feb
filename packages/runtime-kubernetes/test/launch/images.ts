import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { toSuiteSpec } from '@peaflow/runtime-conformance'
import { loadImages } from '../../../../test/kubernetes/cluster.ts'
import { engine } from '../../../runtime-docker/test/docker/engine.ts'
import { buildOwnImage } from '../../../runtime-docker/test/docker/own-image.ts'

/** The image of the Peas of these tests: executors of the conformance suite, and some of ours, in `/app`. */
export const IMAGE = 'peaflow-test/kubernetes-pea:1'

const SHOUT = `export default (documents) => documents.map((one) => ({ ...one, text: one.text.toUpperCase() }))`
const COUNT = `export default (documents) => documents.map((one) => ({ ...one, length: one.text.length }))`

/** Builds it, and copies it to the cluster. */
export async function loadImage(): Promise<void> {
  const { directory } = toSuiteSpec({ behaviour: 'tidy' })
  const suite = readdirSync(directory).map((path) => ({ path, text: readFileSync(join(directory, path), 'utf8') }))
  const ours = [
    { path: 'shout.mjs', text: SHOUT },
    { path: 'count.mjs', text: COUNT },
  ]
  await buildOwnImage(IMAGE, { files: [...suite, ...ours] })
  await loadImages([IMAGE])
  await engine.getImage(IMAGE).remove()
}
