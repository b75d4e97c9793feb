/**
 * Variables as a file by the grammar of Docker Compose and of `env_file` in a flow file, in which `$` begins a reference
 * between double quotes.
 */
export function writeEnvFile(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${quote(value)}\n`)
    .join('')
}

function quote(value: string): string {
  if (!/['\n\r\\]/.test(value)) return `'${value}'`
  return `"${value
    .replace(/[\\"$]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')}"`
}
