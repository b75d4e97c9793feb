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
  const rows = Object.entries(options).map(([name]) => {
    const description = String(fieldOf(options, name).description)
    return `| \`${name}\` | ${description.replaceAll('|', '\\|')} | ${defaultOf(fieldOf(options, name))} |`
  })
  return ['| option | means | default |', '|---|---|---|', ...rows, '']
}

/** In words, the schema has a default in quotes of its own. */
function defaultOf({ default: fallback }: Schema): string {
  if (fallback === undefined) return ''
  return String(fallback).includes('`') ? String(fallback) : `\`${fallback}\``
}

function fieldOf(schema: Schema, ...path: readonly string[]): Schema {
  return path.reduce((found, name) => (found[name] ?? {}) as Schema, schema)
}
