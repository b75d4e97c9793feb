/**
 * The arguments of the image's own `CMD`, then those of the Pea: what both give, the Pea's win. So an image may say
 * `CMD ["--uses", "encode.yml"]`, and a Flow that names another executor still gets that.
 */
export function toCommand(imageCommand: readonly string[], peaArgs: readonly string[]): readonly string[] {
  const given = new Set(peaArgs.filter(isFlag).map(nameOf))
  let dropping = false
  const kept = imageCommand.filter((token) => {
    if (isFlag(token)) dropping = given.has(nameOf(token))
    return !dropping
  })
  return [...kept, ...peaArgs]
}

function isFlag(token: string): boolean {
  return token.startsWith('--')
}

function nameOf(flag: string): string {
  return flag.split('=', 1)[0] ?? flag
}
