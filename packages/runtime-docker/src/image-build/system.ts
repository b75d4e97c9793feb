import { access, realpath } from 'node:fs/promises'
import type { Entry } from '../archive/entry.ts'
import { findLibraries } from './libraries.ts'

/** Programs for a shell in the image and for RUN in a Dockerfile, as far as this machine has them. */
const TOOLS = ['sh', 'env', 'cat', 'ls', 'id', 'cp', 'mv', 'rm', 'ln', 'mkdir', 'chmod', 'sleep']

const FOLDERS: readonly Entry[] = [
  { path: 'tmp', folder: 'writable' },
  { path: 'app', folder: 'read-only' },
  { path: 'home/node', folder: 'writable' },
  // A new volume that is mounted there inherits this folder's permissions.
  { path: 'peaflow/workspace', folder: 'writable' },
]

/** The default user of the image, and how it resolves host names. */
const SETTINGS: readonly Entry[] = [
  text('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000:node:/home/node:/bin/sh\n'),
  text('etc/group', 'root:x:0:\nnode:x:1000:\n'),
  text('etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns\n'),
  { path: 'usr/bin/env', link: '/bin/env' },
]

/** The smallest file system in which this machine's Node and these addons run; libraries have the same paths as here. */
export async function describeSystem(addons: readonly string[] = []): Promise<readonly Entry[]> {
  const tools = (await Promise.all(TOOLS.map(findTool))).flat()
  const libraries = await findLibraries([process.execPath, ...tools.map(({ from }) => from), ...addons])
  return [
    ...FOLDERS,
    ...SETTINGS,
    { path: 'usr/local/bin/node', from: process.execPath, executable: true },
    ...(await Promise.all(libraries.map((path) => toFileEntry(path.slice(1), path)))),
    ...tools,
  ]
}

async function findTool(name: string) {
  for (const path of [`/bin/${name}`, `/usr/bin/${name}`]) {
    const exists = await access(path).then(
      () => true,
      () => false,
    )
    if (exists) return [await toFileEntry(`bin/${name}`, path)]
  }
  return []
}

async function toFileEntry(path: string, source: string) {
  return { path, from: await realpath(source), executable: true }
}

function text(path: string, content: string): Entry {
  return { path, text: content, executable: false }
}
