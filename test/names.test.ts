import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { declaredNames } from './declared-names.ts'
import { packages, root, sourcesOf } from './workspace.ts'

// Words for which messaging has a term of its own. No name of ours carries one as a word: `isGiven` is fine, and so is
// `outline`; `LANE` is not. A plural counts as the word.
const BANNED: readonly [word: string, instead: string][] = [
  ['giver', 'sender'],
  ['taker', 'receiver'],
  ['part', 'message, or piece, component, section'],
  ['passage', 'relayed batch'],
  ['parcel', 'delivery'],
  ['receipt', 'acknowledgement'],
  ['got', 'received'],
  ['finished', 'processed'],
  ['done', 'settled'],
  ['tell', 'send'],
  ['hear', 'on message'],
  ['meet', 'on handshake'],
  ['owe', 'add ack'],
  ['turn', 'flush scheduler'],
  ['speaker', 'flushable'],
  ['speak', 'flush'],
  ['doze', 'delayed ack'],
  ['deal', 'dispatcher'],
  ['choose', 'load balancer'],
  ['sooner', 'slow-replica policy'],
  ['far sight', 'look-ahead'],
  ['again', 'redelivery, retry'],
  ['suspect', 'isolated retry'],
  ['gather', 'joiner'],
  ['seen', 'duplicate filter'],
  ['held', 'pending request'],
  ['flight', 'in-flight request'],
  ['land', 'settle'],
  ['landed', 'settled'],
  ['departure', 'outgoing'],
  ['arrival', 'incoming'],
  ['lender', 'buffer pool'],
  ['loan', 'pooled buffer'],
  ['spare', 'buffer pool'],
  ['give back', 'release'],
  ['near', 'local'],
  ['far', 'remote'],
  ['line', 'control connection'],
  ['leash', 'lifeline'],
  ['slip', 'expire'],
  ['obituary', 'exit notice'],
  ['last word', 'final error'],
  ['farewell', 'detach notice'],
  ['put down', 'kill'],
  ['verdict', 'kill reason'],
  ['member', 'supervised Pea'],
  ['live', 'keep running'],
  ['budget', 'restart policy'],
  ['told', 'wired'],
  ['hub', 'fan-out end'],
  ['site', 'host'],
  ['rank', 'ordinal'],
  ['place', 'position'],
  ['lane', "a link's sender or receiver end"],
  ['news', 'pending acks'],
  ['kept', 'unsettled'],
  ['pace', 'prefetch'],
  ['window', 'prefetch'],
  ['waiting', 'backlog'],
  ['station', 'data plane'],
  ['stranger', 'unknown peer'],
  ['knock', 'probe'],
  ['deaf', 'unresponsive'],
]

/** Constants that do not say what they limit, by their whole name. */
const BARE = ['PATIENCE', 'GRACE', 'LEASH']

// Where a banned word is the right one: the word, the files, and the reason.
const ALLOWED: readonly [word: string, files: RegExp, why: string][] = [
  [
    'line',
    /^(?:cli|core|flow|engine|runtime-|serve|python|pea\/json|pea\/child)|executor|pea-options|read-spec|bridge/,
    'a line of text: of a file, of a log, on a screen',
  ],
  [
    'flight',
    /status|readiness|gateway|admin\/rates|calls\/admission|started-flow/,
    'requests in flight are what `status()` and the gateway count',
  ],
  [
    'held',
    /status|report|ping|external|control\/messages|control-(?:loop|ends)|data-plane/,
    '`status()` shows what a Pea has taken and not settled',
  ],
  [
    'waiting',
    /status|readiness|report|serve\/(?:routes|calls|admin\/rates)/,
    '`status()` shows what waits at the gateway',
  ],
  ['window', /^(?:core|flow|engine)\/|restart/, "the restart policy's own option"],
  ['hub', /^runtime-docker\/image\//, 'Docker Hub is the name of a registry'],
  ['waiting', /^runtime-kubernetes\/pod/, 'a field of the API of Kubernetes'],
  ['finished', /^runtime-kubernetes\/launch/, 'a field of the API of Kubernetes'],
  ['done', /iterat|stream|serve\/http/, "the protocol of JavaScript's iterators"],
]

/** Words that have no everyday meaning in a text about messages, so that prose does without them too. */
const BANNED_IN_PROSE =
  /\b(?:givers?|takers?|parcels?|obituar(?:y|ies)|leash(?:es)?|lenders?|passages?|farSight|slips?|last words)\b/gi

interface Name {
  readonly name: string
  /** Its words in lower case, singular, with a space around each. */
  readonly words: string
  /** The file, and the line if the name is in it. */
  readonly where: string
}

const plurals = new Set(BANNED.map(([word]) => `${word.split(' ').at(-1)}s`))

const names = packages.flatMap((folder) =>
  sourcesOf(folder).flatMap(({ path, text }): readonly Name[] => [
    toName(path.replace(/\.ts$/, ''), `${folder}/${path}`),
    ...namesIn(`${folder}/${path}`, text),
  ]),
)

describe('no name in our sources carries', () => {
  it.each(BANNED)('%s: say %s', (word) => {
    const found = names.filter(({ words, where }) => words.includes(` ${word} `) && !isAllowed(word, where))
    expect(found.map(show)).toEqual([])
  })

  it.each(BARE)('%s alone: say what is limited', (constant) => {
    expect(names.filter(({ name }) => name === constant).map(show)).toEqual([])
  })
})

describe('prose has none of the words without an everyday meaning', () => {
  const sources = packages.flatMap((name) => sourcesOf(name).map(({ path }) => join('packages', name, 'src', path)))
  const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path))
  const readmes = ['README.md', ...packages.map((name) => join('packages', name, 'README.md'))]

  it.each([
    ['sources, with help and errors', sources],
    ['the documentation', [...pages, ...readmes]],
  ])('in %s', (_what, files) => {
    expect(files.flatMap(proseIn)).toEqual([])
  })
})

it('every word that is allowed somewhere is a banned one', () => {
  const banned = BANNED.map(([word]) => word)
  expect(ALLOWED.filter(([word]) => !banned.includes(word))).toEqual([])
})

function toName(name: string, where: string): Name {
  const words = (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).map((word) => word.toLowerCase())
  return { name, where, words: ` ${words.map((word) => (plurals.has(word) ? word.slice(0, -1) : word)).join(' ')} ` }
}

function isAllowed(word: string, where: string): boolean {
  return ALLOWED.some(([allowed, files]) => allowed === word && files.test(where))
}

function show({ name, where }: Name): string {
  return `${name} (${where})`
}

function proseIn(path: string): readonly string[] {
  const lines = readFileSync(join(root, path), 'utf8').split('\n')
  return lines.flatMap((line, index) =>
    (line.match(BANNED_IN_PROSE) ?? []).map((word) => `${word} (${path}:${index + 1})`),
  )
}

/** Every name that a file declares. */
function namesIn(where: string, text: string): readonly Name[] {
  return declaredNames(where, text).map(({ name, line }) => toName(name, `${where}:${line}`))
}
