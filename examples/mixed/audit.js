const SIGNS = [
  ['leaves the folder', /\.\.(\/|%2f)/i],
  ['probes for a login page', /wp-login|phpmyadmin/i],
  ['injects SQL', /('|%27)(\s|%20|\+)*(or|union)/i],
]

/** Adds the reasons why the path of a request looks like an attack. */
export default (documents, { replicaId, log }) =>
  documents.map((document) => {
    const reasons = SIGNS.filter(([, sign]) => sign.test(document.tags.path)).map(([reason]) => reason)
    if (reasons.length > 0) log.warn(`${document.tags.host} ${reasons.join(', ')}`)
    return { ...document, tags: { reasons, checkedBy: replicaId } }
  })
