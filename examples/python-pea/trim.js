export default function trim(documents) {
  for (const document of documents) document.text = document.text?.trim()
}
