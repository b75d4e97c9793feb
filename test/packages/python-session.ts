import { join } from 'node:path'
import type { Snippet } from '../snippets.ts'
import { root } from '../workspace.ts'
import { mustRun, type Surroundings } from './command.ts'

/** A virtual environment, and what is installed in one: pip would ask a registry. */
const MAKE_ENVIRONMENT = /^(python3 -m venv) (\S+)$/gm
const INSTALL = /^(\S+)\/bin\/pip install (.+)$/gm

/** Our own package, as a page names it: where npm has put it. */
const OUR_PACKAGE = /"\$\(npm root[^"]*\/@peaflow\/python"/

/** Python as the oldest version that we promise reads it. */
const CHECK = `import ast, sys
ast.parse(open(sys.argv[1]).read(), feature_version=(3, 9))`

/**
 * The same commands without pip: an environment has what this machine's Python has, and what would be installed in it must be
 * there, except for our own package, which comes from the workspace.
 */
export function withoutPip(commands: string): string {
  return commands
    .replace(MAKE_ENVIRONMENT, '$1 --without-pip --system-site-packages $2')
    .replace(INSTALL, (_, environment: string, what: string) => {
      const theirs = what.replace(OUR_PACKAGE, '').trim().split(/\s+/).filter(Boolean)
      const imports = theirs.map((name) => `import ${name}`)
      const code = [...imports, ...(OUR_PACKAGE.test(what) ? [LINK] : [])].join('\n')
      return `${environment}/bin/python -c '${code}' '${join(root, 'packages/python')}'`
    })
}

/** Makes our package one of the environment, as `pip install --editable` does. */
const LINK = `import pathlib, sys, sysconfig
pathlib.Path(sysconfig.get_path("purelib"), "peaflow.pth").write_text(sys.argv[1])`

/** Checks the syntax of a block in Python. The commands of the page run it, if it is a program. */
export async function checkPython({ file, line }: Snippet, where: Surroundings): Promise<void> {
  if (file === undefined) throw new Error(`the block in Python at line ${line} does not say its name`)
  await mustRun('python3', ['-c', CHECK, file], where)
}
