import { fileURLToPath } from 'node:url'
import { processLauncher } from '@peaflow/runtime-local'

/** A custom runtime that runs its Peas with `peaflow pea`. */
export default () => ({
  ...processLauncher({ program: fileURLToPath(new URL('pea-program.js', import.meta.url)) }),
  name: 'lambda',
})
