import ts from 'typescript'

/** A name, and the line of its file that declares it. */
export interface DeclaredName {
  readonly name: string
  readonly line: number
}

/** Every name that a file declares, and every string of its unions: events, phases, fields. */
export function declaredNames(path: string, text: string): readonly DeclaredName[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest)
  const found: DeclaredName[] = []
  const visit = (node: ts.Node): void => {
    const name = nameOf(node)
    if (name !== undefined) found.push({ name, line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1 })
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function nameOf(node: ts.Node): string | undefined {
  if (ts.isLiteralTypeNode(node)) return ts.isStringLiteral(node.literal) ? node.literal.text : undefined
  if (!isDeclaration(node) || node.name === undefined) return undefined
  return 'text' in node.name ? node.name.text : undefined
}

// Not what is imported, which its own file declares, nor the keys of object literals, which its type does.
function isDeclaration(node: ts.Node) {
  return (
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isBindingElement(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isTypeParameterDeclaration(node) ||
    ts.isClassElement(node) ||
    ts.isPropertySignature(node) ||
    ts.isMethodSignature(node)
  )
}
