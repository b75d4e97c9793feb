/** One line of metrics: a name with its labels, and a value. */
export interface ParsedSample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Metrics as a reader of the text has them. */
export interface ParsedMetrics {
  readonly types: Readonly<Record<string, string>>
  readonly help: Readonly<Record<string, string>>
  readonly units: Readonly<Record<string, string>>
  readonly samples: readonly ParsedSample[]
}

const LABEL = /([a-zA-Z_]\w*)="((?:\\[\\"n]|[^\\"\n])*)"(?:,|$)/y

/** Reads metrics character by character, as strictly as OpenMetrics is: anything that is not said there fails. */
export function parseMetrics(text: string): ParsedMetrics {
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  const said = { HELP: new Map<string, string>(), TYPE: new Map<string, string>(), UNIT: new Map<string, string>() }
  const samples: ParsedSample[] = []
  for (const line of text.slice(0, -1).split('\n')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE|UNIT) ([a-zA-Z_:][\w:]*) (.*)$/.exec(line) ?? []
    if (kind === undefined && line === '# EOF') continue
    if (kind === undefined) samples.push(parseSample(line))
    else said[kind as keyof typeof said].set(name, rest)
  }
  // Any name is a key, `__proto__` too.
  const { fromEntries } = Object
  return { types: fromEntries(said.TYPE), help: fromEntries(said.HELP), units: fromEntries(said.UNIT), samples }
}

function parseSample(line: string): ParsedSample {
  const [, name = '', labels, value = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/s.exec(line) ?? []
  const number = value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value)
  if (name === '' || value === '' || Number.isNaN(number)) throw new Error(`not a sample: ${line}`)
  return { name, labels: parseLabels(labels ?? ''), value: number }
}

function parseLabels(text: string): Readonly<Record<string, string>> {
  const labels: [string, string][] = []
  LABEL.lastIndex = 0
  while (LABEL.lastIndex < text.length) {
    const [, name = '', value = ''] = LABEL.exec(text) ?? []
    if (name === '') throw new Error(`not labels: ${text}`)
    labels.push([name, value.replace(/\\(.)/g, (_, letter) => (letter === 'n' ? '\n' : letter))])
  }
  return Object.fromEntries(labels)
}
