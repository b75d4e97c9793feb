/** Prints to both outputs, with a command for the terminal. */
export default (documents) => {
  console.log('\u001b[2Jseen', documents.length)
  console.error('trouble')
  return documents
}
