import { execFile } from 'node:child_process'
import { realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A shared library of this machine. */
export interface Library {
  /** The absolute path that it is loaded from. */
  readonly path: string
  /** The absolute path of the file, with links resolved. */
  readonly real: string
}

/** Libraries that the C library loads itself to resolve names, so that `ldd` does not list them. */
const NAME_SERVICE = ['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2']

/** All shared libraries that these programs and addons need, including the loader. */
export async function findLibraries(programs: readonly string[]): Promise<readonly Library[]> {
  const needed = new Set<string>()
  for (const program of programs) {
    // ldd fails for a program that is linked statically, which needs no libraries.
    const { stdout } = await run('ldd', [program]).catch(() => ({ stdout: '' }))
    for (const path of parseLdd(stdout)) needed.add(path)
  }
  const libc = [...needed].find((path) => /\/libc\.so/.test(path))
  const services = libc === undefined ? [] : NAME_SERVICE.map((name) => join(dirname(libc), name))
  const found = await Promise.all([...needed, ...services].map(resolveLibrary))
  return found.flat()
}

/** The paths in the output of `ldd`: `libm.so.6 => /lib/libm.so.6 (0x…)` and `/lib64/ld-linux-x86-64.so.2 (0x…)`. */
export function parseLdd(output: string): readonly string[] {
  return output.split('\n').flatMap((line) => /(?:^|\s)(\/\S+) \(0x/.exec(line)?.[1] ?? [])
}

/** Empty if this machine does not have it. */
async function resolveLibrary(path: string): Promise<readonly Library[]> {
  return await realpath(path).then(
    (real) => [{ path, real }],
    () => [],
  )
}
