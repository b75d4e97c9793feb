import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../workspace.ts'
import { run } from './command.ts'

/** What is checked, as in a `tsconfig.json`. */
export interface TypeCheck {
  readonly files: readonly string[]
  readonly compilerOptions: Readonly<Record<string, unknown>>
}

/** Checks the types of a project strictly, those of its packages too; gives what is wrong with them. */
export async function checkTypes(cwd: string, { files, compilerOptions }: TypeCheck): Promise<string> {
  const options = {
    ...{ target: 'es2023', lib: ['es2023', 'esnext.disposable'], strict: true, exactOptionalPropertyTypes: true },
    ...{ noEmit: true, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
    ...compilerOptions,
  }
  writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files }))
  const { stdout } = await run('node', [join(root, 'node_modules/typescript/bin/tsc'), '--project', cwd], { cwd })
  return stdout
}
