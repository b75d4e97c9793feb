import { flowSchema } from '@peaflow/flow'

type Schema = Readonly<Record<string, unknown>>

/** The page that explains every option of a flow file: `docs/options.md`, written from the schema that editors read. */
export function optionsPage(): string {
  return [
    '# Options',
    '',
    'Of a Pod, and of the whole Flow in `with`: what a Flow says there holds for each of its Pods that does not say it',
    'itself. In code they are written `timeoutReady`, in a file `timeout_ready`.',
    '',
    '## Of a Pod',
    '',
    ...table(fieldOf(flowSchema, '$defs', 'pod', 'properties')),
    '## Of a Flow',
    '',
    ...table(fieldOf(flowSchema, 'properties', 'with', 'properties')),
  ].join('\n')
}

function table(options: Schema): string[] {
  const rows = Object.keys(options).map((name) => {
    const { description = '', default: fallback } = fieldOf(options, name)
    // A default that is no value of the option stands in the description, for editors.
    const [, means = '', inWords = ''] = /^(.*?)(?: By default: (.*)\.)?$/.exec(String(description)) ?? []
    const isSaid = fallback === undefined
    return `| \`${name}\` | ${means.replaceAll('|', '\\|')} | ${isSaid ? inWords : `\`${fallback}\``} |`
  })
  return ['| option | means | default |', '|---|---|---|', ...rows, '']
}

function fieldOf(schema: Schema, ...path: readonly string[]): Schema {
  return path.reduce((found, name) => (found[name] ?? {}) as Schema, schema)
}
