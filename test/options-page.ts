import { flowSchema } from '@peaflow/flow'

type Schema = Readonly<Record<string, unknown>>

/** The page `docs/options.md`, which explains every option of a flow file; generated from the JSON Schema for editors. */
export function optionsPage(): string {
  return [
    '# Options',
    '',
    'Options of a Pod, and options of the whole Flow, which stand in `with`. An option of a Pod may stand in `with` too: it then',
    'applies to every Pod that does not set it. Names are `timeout_ready` in a file and `timeoutReady` in code.',
    '',
    '## Options of a Pod',
    '',
    ...table(fieldOf(flowSchema, '$defs', 'pod', 'properties')),
    '## Options of a Flow',
    '',
    ...table(fieldOf(flowSchema, 'properties', 'with', 'properties')),
  ].join('\n')
}

function table(options: Schema): string[] {
  const rows = Object.keys(options).map((name) => {
    const { description = '', default: fallback } = fieldOf(options, name)
    // A default that is not a value of the option is part of the description, so that editors show it.
    const [, means = '', inWords = ''] = /^(.*?)(?: By default: (.*)\.)?$/.exec(String(description)) ?? []
    const isInWords = fallback === undefined
    return `| \`${name}\` | ${means.replaceAll('|', '\\|')} | ${isInWords ? inWords : `\`${fallback}\``} |`
  })
  return ['| option | means | default |', '|---|---|---|', ...rows, '']
}

function fieldOf(schema: Schema, ...path: readonly string[]): Schema {
  return path.reduce((found, name) => (found[name] ?? {}) as Schema, schema)
}
