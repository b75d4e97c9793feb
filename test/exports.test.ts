import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { packages, root } from './workspace.ts'

const indexOf = (name: string): string => join(root, 'packages', name, 'src', 'index.ts')

const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
const program = ts.createProgram(packages.map(indexOf), options)
const checker = program.getTypeChecker()

function exportsOf(name: string): readonly ts.Symbol[] {
  const index = program.getSourceFile(indexOf(name))
  const module = index && checker.getSymbolAtLocation(index)
  return module === undefined ? [] : checker.getExportsOfModule(module).map(declared)
}

function declared(symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

function isDocumented(symbol: ts.Symbol): boolean {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim() !== ''
}

describe.each(packages)('%s', (name) => {
  it('says of every export what it is', () => {
    const bare = exportsOf(name).filter((symbol) => !isDocumented(symbol))
    expect(bare.map(({ name }) => name)).toEqual([])
  })

  it('re-exports by name, and holds nothing else', () => {
    const others = program.getSourceFile(indexOf(name))?.statements.filter((statement) => !isNamedReExport(statement))
    expect(others?.map((statement) => statement.getText())).toEqual([])
  })
})

function isNamedReExport(statement: ts.Statement): boolean {
  if (!ts.isExportDeclaration(statement)) return false
  const { exportClause } = statement
  return exportClause !== undefined && ts.isNamedExports(exportClause)
}
