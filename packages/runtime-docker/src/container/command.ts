/**
 * The arguments of the image's own `CMD`, followed by those of the Pea. Where both set a flag, the Pea's value wins. So
 * an image may have `CMD ["--uses", "encode.yml"]`, and a Flow may still name another executor.
 */
export function toCommand(imageCommand: readonly string[], peaArgs: readonly string[]): readonly string[] {
  const peaFlags = new Set(peaArgs.filter(isFlag).map(nameOf))
  let isDropped = false
  const retained = imageCommand.filter((token) => {
    if (isFlag(token)) isDropped = peaFlags.has(nameOf(token))
    return !isDropped
  })
  return [...retained, ...peaArgs]
}

function isFlag(token: string): boolean {
  return token.startsWith('--')
}

function nameOf(flag: string): string {
  return flag.split('=', 1)[0] ?? flag
}
