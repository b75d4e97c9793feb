import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Break } from './wrap.ts'

/** Leaves a file in the folder that it is asked about. */
export const leavesProbe: Break = ({ name, launch }) => ({
  name,
  launch,
  sharesFolder: async (_spec, folder) => {
    writeFileSync(join(folder, 'probe'), '')
    return true
  },
})

/** Says that its Peas share every folder, but has them at other paths. */
export const movesFolders: Break = ({ name, launch }) => ({
  name,
  launch: (spec, options) => {
    const sockets = Object.entries((spec.with.sockets ?? {}) as Readonly<Record<string, string>>)
    const moved = Object.fromEntries(sockets.map(([key, path]) => [key, `${path}-elsewhere`]))
    return launch({ ...spec, with: { ...spec.with, sockets: moved } }, options)
  },
  sharesFolder: async () => true,
})
