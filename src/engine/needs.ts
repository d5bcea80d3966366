// Which asset types must be collected so that the selected rules can be judged.
import type { AccessModel } from '../access/model.js'
import type { AssetType, AssetTypes, RelationType } from '../core/index.js'
import { aiKinds, isFileType } from '../core/index.js'
import { accessFunctions } from './access-calls.js'
import type { CompiledRule } from './compile.js'

/** `optional`: the words of `--with`; all of them when left out. What waits for another word is not needed without it. */
export function neededTypes(rules: readonly CompiledRule[], access: readonly AccessModel[], types: AssetTypes, optional?: ReadonlySet<string>): Set<string> {
  const needed = new Set<string>()
  for (const rule of rules) {
    for (const type of [...rule.types, ...rule.reach.types]) needed.add(type)
    // What has ended is judged for itself only while something live was made from it: that has to be seen.
    for (const made of holders(types, 'derived-from', rule.types)) {
      needed.add(made)
      for (const user of holders(types, 'serves', [made])) needed.add(user)
    }
    const providers = new Set(rule.types.map(providerOf))
    if (accessFunctions.some((name) => rule.reach.functions.has(name))) {
      for (const model of access) if (providers.has(model.provider)) for (const type of model.needs) needed.add(type)
    }
    if (rule.reach.functions.has('assetsIn')) {
      for (const type of types.values()) if (aiKinds.has(type.kind) && providers.has(providerOf(type.type))) needed.add(type.type)
    }
    // Assets of any type may stand at either end of a relation that is followed without `as`.
    for (const holder of types.values()) {
      for (const relation of rule.reach.relations) {
        const targets = holder.relates[relation]
        if (targets === undefined) continue
        needed.add(holder.type)
        for (const target of targets) needed.add(target)
      }
    }
  }
  if ([...needed].some(isFileType)) for (const { type, holdsFiles } of types.values()) if (holdsFiles === true) needed.add(type)
  for (const type of needed) if (isUnasked(types.get(type), optional)) needed.delete(type)
  addReferrers(needed, types, optional)
  return needed
}

function isUnasked(type: AssetType | undefined, optional: ReadonlySet<string> | undefined): boolean {
  return type?.with !== undefined && optional?.has(type.with) === false
}

/** What is found only by reference needs whatever may refer to it, and that may be found by reference itself. */
function addReferrers(needed: Set<string>, types: AssetTypes, optional: ReadonlySet<string> | undefined): void {
  const queue = [...needed]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (types.get(next)?.listed !== false) continue
    for (const holder of types.values()) {
      if (needed.has(holder.type) || isUnasked(holder, optional) || !Object.values(holder.relates).some((targets) => targets.includes(next))) continue
      needed.add(holder.type)
      queue.push(holder.type)
    }
  }
}

function providerOf(type: string): string {
  return type.split('.', 1)[0] ?? ''
}

/** Types whose assets may point at one of the targets by a relation. */
function holders(types: AssetTypes, relation: RelationType, targets: readonly string[]): string[] {
  return [...types.values()].filter((type) => type.relates[relation]?.some((target) => targets.includes(target)) === true).map(({ type }) => type)
}
