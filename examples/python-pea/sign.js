export default function sign(documents) {
  for (const document of documents) document.text += '!'
}
