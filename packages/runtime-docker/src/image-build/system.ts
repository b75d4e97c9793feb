import { access, realpath } from 'node:fs/promises'
import type { Entry } from '../archive/entry.ts'
import { findLibraries, type Library } from './libraries.ts'

/** Programs for a shell in the image and for RUN in a Dockerfile, as far as this machine has them. */
const TOOLS = ['sh', 'env', 'cat', 'ls', 'id', 'cp', 'mv', 'rm', 'ln', 'mkdir', 'chmod', 'sleep', 'readlink']

const FOLDERS: readonly Entry[] = [
  { path: 'tmp', folder: 'writable' },
  { path: 'app', folder: 'read-only' },
  { path: 'home/node', folder: 'writable' },
]

/** The default user of the image, and how it resolves host names. */
const SETTINGS: readonly Entry[] = [
  text('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000:node:/home/node:/bin/sh\n'),
  text('etc/group', 'root:x:0:\nnode:x:1000:\n'),
  text('etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns\n'),
  { path: 'usr/bin/env', link: '/bin/env' },
]

/** A file system with a shell and a few tools. Libraries have the same paths as on this machine. */
export async function describeSystem(): Promise<readonly Entry[]> {
  const tools = (await Promise.all(TOOLS.map(findTool))).flat()
  const libraries = await findLibraries(tools.map(({ from }) => from))
  return [...FOLDERS, ...SETTINGS, ...tools, ...libraries.map(toEntry)]
}

/** The entry of a library at the path that it is loaded from. */
export function toEntry({ path, real }: Library): Entry {
  return { path: path.slice(1), from: real, executable: true }
}

async function findTool(name: string) {
  for (const path of [`/bin/${name}`, `/usr/bin/${name}`]) {
    const exists = await access(path).then(
      () => true,
      () => false,
    )
    if (exists) return [{ path: `bin/${name}`, from: await realpath(path), executable: true }]
  }
  return []
}

function text(path: string, content: string): Entry {
  return { path, text: content, executable: false }
}
