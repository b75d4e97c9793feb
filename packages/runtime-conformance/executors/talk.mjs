// Writes `lines` lines to `stream`, every tenth of them long. Then it exits with `code`, or stays if there is none.
export default {
  async setup({ with: { lines, stream = 'stdout', code } }) {
    const output = process[stream]
    for (let line = 1; line <= lines; line++) {
      output.write(`conformance ${line} ${'ä€😀'.repeat(line % 10 === 0 ? 500 : 1)}\n`)
    }
    if (code === undefined) return
    // A process that exits does not wait until its output is written.
    await new Promise((resolve) => output.write('', resolve))
    process.exit(code)
  },
}
