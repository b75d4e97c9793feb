import { PEA_FLAG_DEFAULTS, PEA_FLAGS, type PeaFlag, type PeaFlags, toFlagName } from '@peaflow/core'
import { type Command, Option } from 'commander'
import { addExamples } from '../options/help.ts'

/**
 * `peaflow pea`: runs one Pea. The command is only its help: its flags are parsed by the codec that all launchers use,
 * before Commander is called.
 */
export function addPea(program: Command): void {
  const command = program
    .command('pea')
    .summary('run one Pea, as runtimes do')
    .description(
      [
        'Runs one Pea. Runtimes do this for you. Use it by hand to start an external Pea for',
        'Flows on other machines: it opens its ports, serves one Flow at a time, and stays up.',
      ].join(' '),
    )
  // The global options do not apply: it accepts its own flags only.
  command.configureHelp({ ...command.configureHelp(), showGlobalOptions: false })
  for (const [field, flag] of Object.entries(PEA_FLAGS)) command.addOption(toOption(field as keyof PeaFlags, flag))
  addExamples(command, [
    [
      'peaflow pea --name encode --uses ./encode.js --external --control 0.0.0.0:5000 --key encode.key',
      'an external Pea for Flows on other machines',
    ],
  ])
}

function toOption(field: keyof PeaFlags, { kind, value, help, required, repeated }: PeaFlag): Option {
  const flag = toFlagName(field)
  const notes = [required ? 'required' : [], repeated ? 'can be repeated' : []].flat()
  const option = new Option(
    value === undefined ? flag : `${flag} <${value.toLowerCase()}>`,
    notes.length === 0 ? help : `${help} (${notes.join(', ')})`,
  )
  if (Array.isArray(kind)) option.choices(kind)
  const defaultText = describeDefault(field)
  return defaultText === undefined ? option : option.default(defaultText, defaultText)
}

function describeDefault(field: keyof PeaFlags): string | undefined {
  const value = (PEA_FLAG_DEFAULTS as Partial<PeaFlags>)[field]
  if (value === undefined || typeof value === 'boolean' || Array.isArray(value)) return undefined
  if (typeof value === 'object') return 'host' in value ? `${value.host}:${value.port}` : JSON.stringify(value)
  return PEA_FLAGS[field].kind === 'duration' ? `${Number(value) / 1_000}s` : String(value)
}
