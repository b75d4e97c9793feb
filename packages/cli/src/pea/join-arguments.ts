/**
 * The arguments of `peaflow join` in those of `peaflow pea`, if they say that the Pea joins: a container whose entrypoint is
 * `peaflow pea --uses encode.yml` is handed `join HOST:PORT POD …`. What stands before `join` are defaults.
 */
export function toJoinArguments([command, ...args]: readonly string[]): readonly string[] | undefined {
  if (command !== 'pea') return undefined
  const position = args.findIndex((argument, index) => argument === 'join' && !args[index - 1]?.startsWith('--'))
  if (position < 0) return undefined
  // Of an option that is given twice, the last one counts.
  return ['join', ...args.slice(0, position), ...args.slice(position + 1)]
}
