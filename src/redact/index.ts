// Pseudonyms for sharing: account ids and names are replaced, the same name by the same word wherever it stands.
export { redactInventory, redactorFor } from './inventory.js'
export { redactReport } from './report.js'
export type { Redactor } from './redactor.js'
export { vocabularyOf } from './vocabulary.js'
