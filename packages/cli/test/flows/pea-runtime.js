import { fileURLToPath } from 'node:url'
import { processLauncher } from '@peaflow/runtime-local'

/** A runtime of somebody else's, whose Peas are run by `peaflow pea`. */
export default () => ({
  ...processLauncher({ program: fileURLToPath(new URL('pea-program.js', import.meta.url)) }),
  name: 'lambda',
})
