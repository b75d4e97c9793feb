// Writes `lines` lines, every tenth of them long, to stdout or to `stream`; ends with `code`, or else stays.
export default {
  async setup({ with: { lines, stream = 'stdout', code } }) {
    const output = process[stream]
    for (let line = 1; line <= lines; line++) {
      output.write(`conformance ${line} ${'ä€😀'.repeat(line % 10 === 0 ? 500 : 1)}\n`)
    }
    if (code === undefined) return
    // A process that exits does not wait for what it wrote.
    await new Promise((resolve) => output.write('', resolve))
    process.exit(code)
  },
}
