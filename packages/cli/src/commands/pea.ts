import { PEA_FLAG_DEFAULTS, PEA_FLAGS, type PeaFlag, type PeaFlags, toFlagName } from '@peaflow/core'
import { type Command, Option } from 'commander'
import { addExamples } from './help.ts'

/**
 * `peaflow pea`: one Pea. Its arguments never come here, as they are read by the one codec that all launchers use: this
 * is what there is to say about them.
 */
export function addPea(program: Command): void {
  const command = program
    .command('pea')
    .summary('run one Pea, as runtimes do')
    .description(
      [
        'Runs one Pea. Runtimes do this for you. By hand it starts a Pea that Flows elsewhere',
        'use as external: it opens its ports, serves one Flow at a time, and stays up.',
      ].join(' '),
    )
  // Its own flags are all that it understands.
  command.configureHelp({ ...command.configureHelp(), showGlobalOptions: false })
  for (const [field, flag] of Object.entries(PEA_FLAGS)) command.addOption(toOption(field as keyof PeaFlags, flag))
  addExamples(command, [
    [
      'peaflow pea --name encode --uses ./encode.js --external --control 0.0.0.0:5000',
      'an external Pea for Flows of other machines',
    ],
  ])
}

function toOption(field: keyof PeaFlags, { kind, value, help, required, repeated }: PeaFlag): Option {
  const flag = toFlagName(field)
  const notes = [required ? 'required' : [], repeated ? 'may be repeated' : []].flat()
  const option = new Option(
    value === undefined ? flag : `${flag} <${value.toLowerCase()}>`,
    notes.length === 0 ? help : `${help} (${notes.join(', ')})`,
  )
  if (Array.isArray(kind)) option.choices(kind)
  const usual = describeDefault(field)
  return usual === undefined ? option : option.default(usual, usual)
}

function describeDefault(field: keyof PeaFlags): string | undefined {
  const usual = (PEA_FLAG_DEFAULTS as Partial<PeaFlags>)[field]
  if (usual === undefined || typeof usual === 'boolean' || Array.isArray(usual)) return undefined
  if (typeof usual === 'object') return 'host' in usual ? `${usual.host}:${usual.port}` : JSON.stringify(usual)
  return PEA_FLAGS[field].kind === 'duration' ? `${Number(usual) / 1_000}s` : String(usual)
}
