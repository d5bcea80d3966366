// Tells notebooks of the first generation from those of today: both are `instances`, named alike, and may stand in one list.

type Labels = Readonly<Record<string, string>> | null | undefined

// Both labels are set by Google; recorded answers of either interface have them.
const ofToday = 'workbench-instances'

export function isOfToday(labels: Labels): boolean {
  return labels?.['notebooks-product'] === ofToday
}

export function isFirstGeneration(labels: Labels): boolean {
  return labels?.['goog-caip-notebook'] !== undefined && !isOfToday(labels)
}
