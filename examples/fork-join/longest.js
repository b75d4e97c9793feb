export default (documents) => documents.map((document) => ({ ...document, tags: { longest: longest(document.text) } }))

function longest(text) {
  const [longestWord = ''] = (text.match(/\p{L}+/gu) ?? []).sort((a, b) => b.length - a.length)
  return longestWord
}
