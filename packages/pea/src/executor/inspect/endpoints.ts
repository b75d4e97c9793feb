import { readFile } from 'node:fs/promises'
import type { Node } from 'acorn'
import type { Reference } from '../locate.ts'
import { isPython } from '../runs-as-program.ts'
import { isTypeScript } from '../typescript/enable.ts'
import { stripTypes } from '../typescript/strip-types.ts'
import { findExecutor } from './inspect.ts'

/**
 * The endpoints that an executor names in its code, as `requests: { '/index': … }`, without running it. Those that it makes when
 * it runs are missing; none if the code cannot be read.
 */
export async function findEndpoints({ uses, directory }: Reference): Promise<readonly string[]> {
  try {
    const file = await findExecutor({ uses, directory })
    if (file === undefined || isPython(file)) return []
    const text = await readFile(file, 'utf8')
    return await endpointsIn(isTypeScript(file) ? await stripTypes({ text, file }) : text)
  } catch {
    return []
  }
}

async function endpointsIn(code: string): Promise<readonly string[]> {
  // Most executors have no endpoints, and the parser takes a while to load.
  if (!code.includes('requests')) return []
  const { parse } = await import('acorn')
  const options = { ecmaVersion: 'latest', allowHashBang: true, allowReturnOutsideFunction: true } as const
  const program = parse(code, { ...options, sourceType: 'module' })
  const found = new Set<string>()
  const pending: Node[] = [program]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    for (const endpoint of endpointsOf(node as NamedNode)) found.add(endpoint)
    pending.push(...childrenOf(node))
  }
  return [...found]
}

interface NamedNode extends Node {
  readonly key?: NamedNode
  readonly id?: NamedNode
  readonly name?: string
  readonly value?: unknown
  readonly init?: NamedNode
  readonly properties?: readonly NamedNode[]
}

/** The keys of an object that is the value of `requests`. */
function endpointsOf({ type, key, id, value, init }: NamedNode): readonly string[] {
  const isProperty = type === 'Property' && nameOf(key) === 'requests'
  const isVariable = type === 'VariableDeclarator' && nameOf(id) === 'requests'
  if (!isProperty && !isVariable) return []
  const object = (isProperty ? value : init) as NamedNode | undefined
  const keys = (object?.properties ?? []).map((property) => nameOf(property.key))
  return keys.filter((name) => name?.startsWith('/') === true) as string[]
}

function nameOf(node: NamedNode | undefined): string | undefined {
  if (typeof node?.value === 'string') return node.value
  return node?.name
}

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node)
    .flat()
    .filter((value): value is Node => typeof value === 'object' && value !== null && 'type' in value)
}
