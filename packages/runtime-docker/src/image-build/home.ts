import { posix } from 'node:path'
import type { Entry } from '../archive/entry.ts'
import type { Library } from './libraries.ts'

/** The folder that makes any image with glibc an image of Peas: `COPY --from=peaflow/pea /peaflow /peaflow`. */
export const HOME = 'peaflow'

/** The programs in it, relative to it. */
export interface HomePrograms {
  /** The program that runs one Pea. */
  readonly pea: string
  /** The whole `peaflow` command. */
  readonly command: string
}

/** This machine's Node with the libraries that come with it, and the scripts that start the programs with it. */
export function describeHome(programs: HomePrograms, libraries: readonly Library[]): readonly Entry[] {
  const own = libraries.filter(isOwn)
  return [
    { path: `${HOME}/bin/node`, from: process.execPath, executable: true },
    { path: `${HOME}/pea`, text: peaScript(loaderIn(libraries)), executable: true },
    { path: `${HOME}/command.cjs`, text: commandScript(programs), executable: true },
    // A new volume that is mounted there inherits this folder's permissions.
    { path: `${HOME}/workspace`, folder: 'writable' },
    ...own.map(({ path, real }) => ({ path: `${HOME}/lib/${posix.basename(path)}`, from: real, executable: true })),
  ]
}

/** Links to Node, its libraries and the command where they are looked for in the Pea image itself. */
export function linkHome(libraries: readonly Library[]): readonly Entry[] {
  const own = libraries.filter(isOwn)
  return [
    { path: 'usr/local/bin/node', link: `/${HOME}/bin/node` },
    { path: 'usr/local/bin/peaflow', link: `/${HOME}/command.cjs` },
    ...own.map(({ path }) => ({ path: path.slice(1), link: `/${HOME}/lib/${posix.basename(path)}` })),
  ]
}

/** Whether a library is not part of glibc, which the base has itself: two of them in one process do not work. */
export function isOwn({ path }: Library): boolean {
  return !/^(ld-linux.*|ld64|lib(c|m|mvec|dl|pthread|rt|util|anl|resolv|nss_\w+|nsl))\.so\.\d+$/.test(
    posix.basename(path),
  )
}

/** The path of the loader of programs, which is glibc's. */
function loaderIn(libraries: readonly Library[]): string {
  return libraries.find(({ path }) => /\/(ld-linux[^/]*|ld64)\.so\.\d+$/.test(path))?.path ?? ''
}

/**
 * The entrypoint of an image that `/peaflow` was copied into. It needs a shell, and adds the libraries of Node only to an
 * image that lacks one of them: those of the image go with its glibc.
 */
function peaScript(loader: string): string {
  return `#!/bin/sh
# Runs one Pea with the Node beside this file, in any image with glibc: ENTRYPOINT ["/peaflow/pea"].
self=$0
[ -L "$self" ] && self=$(readlink -f "$self")
home=\${self%/*}
loader='${loader}'
if [ -n "$loader" ] && [ ! -e "$loader" ]; then
  libc='has no glibc'
  for file in /lib/ld-musl-*; do [ -e "$file" ] && libc='has musl, not glibc'; done
  echo "this image $libc, which the Node in $home needs" >&2
  echo 'hint: COPY it into an image of Debian, Ubuntu, Fedora or another system with glibc (for Python: python:3.12-slim, not python:3.12-alpine)' >&2
  exit 1
fi
has() {
  for folder in /lib/*-linux-gnu* /usr/lib/*-linux-gnu* /lib64 /usr/lib64 /lib /usr/lib; do
    [ -e "$folder/$1" ] && return 0
  done
  return 1
}
for library in "$home"/lib/*; do
  has "\${library##*/}" && continue
  export LD_LIBRARY_PATH="\${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$home/lib"
  break
done
exec "$home/bin/node" "$home/command.cjs" pea "$@"
`
}

/**
 * The `peaflow` command of the image. It runs a Pea without loading the rest of the command, which would take longest: but
 * for one that joins a Flow, as `join` among its arguments says, which stands behind no flag. It runs all of them without the
 * libraries of Node in its environment, which are not for the program of an executor.
 */
function commandScript({ pea, command }: HomePrograms): string {
  return `#!/usr/local/bin/node
const [command, ...rest] = process.argv.slice(2)
const joins = rest.some((word, index) => word === 'join' && !rest[index - 1]?.startsWith('--'))
const { LD_LIBRARY_PATH: path } = process.env
const others = path?.split(':').filter((folder) => folder !== __dirname + '/lib').join(':')
if (others) process.env.LD_LIBRARY_PATH = others
else delete process.env.LD_LIBRARY_PATH
if (command === 'pea' && !joins && !rest.includes('--help') && !rest.includes('-h')) {
  process.argv.splice(1, 2, __dirname + '/${pea}')
  require('node:module').runMain()
} else {
  import('./${command}')
}
`
}
