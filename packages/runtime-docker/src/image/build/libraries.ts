import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What the C library loads by itself to resolve names, so that no program says that it needs it. */
const NAME_SERVICE = ['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2']

/** The absolute paths of all shared libraries that programs or addons of this machine need, the loader among them. */
export async function findLibraries(programs: readonly string[]): Promise<readonly string[]> {
  const needed = new Set<string>()
  for (const program of programs) {
    // A program that is linked statically is no failure of ldd's.
    const { stdout } = await run('ldd', [program]).catch(() => ({ stdout: '' }))
    for (const path of parseLdd(stdout)) needed.add(path)
  }
  const libc = [...needed].find((path) => /\/libc\.so/.test(path))
  const services = libc === undefined ? [] : NAME_SERVICE.map((name) => join(dirname(libc), name))
  const present = await Promise.all(services.map((path) => exists(path)))
  return [...needed, ...services.filter((_, index) => present[index])]
}

/** The paths in the output of `ldd`: `libm.so.6 => /lib/libm.so.6 (0x…)` and `/lib64/ld-linux-x86-64.so.2 (0x…)`. */
export function parseLdd(output: string): readonly string[] {
  return output.split('\n').flatMap((line) => /(?:^|\s)(\/\S+) \(0x/.exec(line)?.[1] ?? [])
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
