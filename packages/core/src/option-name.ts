/** The name of an option in a flow file: `timeoutReady` is `timeout_ready` there. */
export function toFileName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
