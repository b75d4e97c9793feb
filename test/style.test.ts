import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { packages, sourcesOf } from './workspace.ts'

// Biome holds the ceilings of each function and of each file; here is what it cannot count.
const MEDIAN_LINES = 60
const P90_LINES = 130
const MOST_LINES = 200

const sources = packages.flatMap((name) => sourcesOf(name).map(({ path, text }) => ({ path: `${name}/${path}`, text })))
const files = sources.map(({ path, text }) => ts.createSourceFile(path, text, ts.ScriptTarget.Latest))

/** The file at a share of all, from the shortest to the longest, and its lines. */
function fileAt(share: number): { readonly path: string; readonly lines: number } {
  const lengths = sources
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .sort((a, b) => a.lines - b.lines)
  return lengths[Math.floor((lengths.length - 1) * share)] ?? { path: '', lines: Number.NaN }
}

it.each([
  ['half of all files', 0.5, MEDIAN_LINES],
  ['nine in ten', 0.9, P90_LINES],
  ['every file', 1, MOST_LINES],
])('the lines of %s stay under a ceiling', (_which, share, most) => {
  const { path, lines } = fileAt(share)
  expect(lines, `${path} has ${lines} lines, and should have ${most} at most`).toBeLessThanOrEqual(most)
})

describe('no type is got around', () => {
  // A comment that turns a rule off may not bring them back either.
  const forbidden: [what: string, is: (node: ts.Node) => boolean][] = [
    ['any', (node) => node.kind === ts.SyntaxKind.AnyKeyword],
    ['a non-null assertion', ts.isNonNullExpression],
    ['a cast through unknown', isCastThroughUnknown],
  ]

  it.each(forbidden)('by %s', (_what, is) => {
    expect(files.flatMap((file) => find(file, is))).toEqual([])
  })
})

function isCastThroughUnknown(node: ts.Node): boolean {
  if (!ts.isAsExpression(node)) return false
  const inner = ts.isParenthesizedExpression(node.expression) ? node.expression.expression : node.expression
  return ts.isAsExpression(inner) && inner.type.kind === ts.SyntaxKind.UnknownKeyword
}

function find(file: ts.SourceFile, is: (node: ts.Node) => boolean): readonly string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (is(node)) found.push(`${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}
