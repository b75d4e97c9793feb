import type { Node, Program, VariableDeclaration } from 'acorn'

/**
 * What a CommonJS module requires for certain when it is loaded, by name and in order: `require('name')` outside of functions,
 * classes, conditions and `try`. The search ends where later calls may not be reached, or may find modules in other places.
 */
export async function findRequired(code: string): Promise<readonly string[]> {
  const program = await parseScript(code)
  if (program === undefined || program.body.some(declaresRequire)) return []
  const names: string[] = []
  for (const statement of program.body) {
    if (!UNCONDITIONAL.has(statement.type)) {
      if (mayLeave(statement)) break
      continue
    }
    const found = requiredIn(statement)
    names.push(...found)
    // A module that is required for its effect may change how others are found: `require('module-alias/register')`.
    if (found.length > 0 && isEffect(statement)) break
  }
  return names
}

/** The program; `undefined` if the parser does not know its syntax, which Node has accepted. */
async function parseScript(code: string): Promise<Program | undefined> {
  // Imported only here: few executors are CommonJS.
  const { parse } = await import('acorn')
  try {
    return parse(code, { ecmaVersion: 'latest', sourceType: 'commonjs', allowHashBang: true })
  } catch {
    return undefined
  }
}

const UNCONDITIONAL: ReadonlySet<string> = new Set(['ExpressionStatement', 'VariableDeclaration'])

/** Parts of the tree that run later, or perhaps never. */
const DEFERRED: ReadonlySet<string> = new Set([
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassExpression',
  'ConditionalExpression',
  'LogicalExpression',
  'ChainExpression',
  'AssignmentPattern',
])

function requiredIn(node: Node): readonly string[] {
  if (DEFERRED.has(node.type)) return []
  const name = requiredBy(node)
  return name === undefined ? childrenOf(node).flatMap(requiredIn) : [name]
}

function requiredBy(node: Node): string | undefined {
  if (node.type !== 'CallExpression') return undefined
  const { callee, arguments: args } = node as Node & { callee: NamedNode; arguments: readonly NamedNode[] }
  const [argument] = args
  const isCall = callee.type === 'Identifier' && callee.name === 'require' && args.length === 1
  return isCall && argument?.type === 'Literal' && typeof argument.value === 'string' ? argument.value : undefined
}

/** The fields of nodes that are read here. */
interface NamedNode extends Node {
  readonly name?: string
  readonly value?: unknown
  readonly operator?: string
  readonly expression?: NamedNode
  readonly id?: NamedNode | null
}

function isEffect(statement: Node): boolean {
  const { expression } = statement as NamedNode
  return expression !== undefined && expression.type !== 'AssignmentExpression'
}

/** Whether a statement gives `require` another meaning. */
function declaresRequire(statement: Node): boolean {
  if (statement.type === 'FunctionDeclaration') return (statement as NamedNode).id?.name === 'require'
  if (statement.type !== 'VariableDeclaration') return false
  return (statement as VariableDeclaration).declarations.some(({ id }) => (id as NamedNode).name === 'require')
}

const FUNCTIONS = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|ClassDeclaration|ClassExpression)$/

/** Whether a statement may end the module: by `return`, or by `throw`. */
function mayLeave(node: Node): boolean {
  if (FUNCTIONS.test(node.type)) return false
  return /^(Return|Throw)Statement$/.test(node.type) || childrenOf(node).some(mayLeave)
}

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node).flat().filter(isNode)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}
