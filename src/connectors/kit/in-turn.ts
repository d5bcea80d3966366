// Works through a list, some at a time, and keeps its order.

/** Rejects with the first failure; what is under way by then goes on unheard. */
export async function inTurn<T, R>(items: readonly T[], atOnce: number, body: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) {
      const item = items[i]
      if (item !== undefined) results[i] = await body(item)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
  return results
}
