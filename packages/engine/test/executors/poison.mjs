// Does what the text of a document says: `exit` ends the process, `loop` never returns, any other text passes.
export default (documents) => {
  for (const { text } of documents) {
    if (text === 'exit') process.exit(9)
    if (text === 'loop') for (;;);
  }
}
