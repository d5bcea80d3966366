// Ways in which AI services let an identity gain more than it has.
import { type Asset, type Ruling, UsageError, nearest } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { admin } from './admin.js'
import { type Identity, identityOf } from './identity.js'
import { isMorePrivileged } from './privilege.js'
import { all, any, no, saw, unknown } from './ruling.js'
import { may, mayPass, rolesTrusting } from './services.js'
import { textProp } from './layers.js'
import { type Place, placesOf } from './takeover.js'

type Path = (identity: Identity, world: AccessWorld) => Ruling

/** Sets of actions; each set does it on its own. */
type Ways = readonly (readonly string[])[]

const paths: Readonly<Record<string, Path>> = {
  'sagemaker-passrole': passing('sagemaker.amazonaws.com', [
    ['sagemaker:CreateTrainingJob'], ['sagemaker:CreateProcessingJob'], ['sagemaker:CreateAutoMLJobV2'],
    ['sagemaker:CreateNotebookInstance', 'sagemaker:CreatePresignedNotebookInstanceUrl'],
    // A lifecycle script runs in the notebook without anyone opening it.
    ['sagemaker:CreateNotebookInstance', 'sagemaker:CreateNotebookInstanceLifecycleConfig'],
    ['sagemaker:CreateModel', 'sagemaker:CreateEndpointConfig', 'sagemaker:CreateEndpoint'],
    ['sagemaker:CreatePipeline', 'sagemaker:StartPipelineExecution'],
  ]),
  'sagemaker-presigned-url': taking((at, identity, world) => may(identity,
    at.is === 'notebook' ? 'sagemaker:CreatePresignedNotebookInstanceUrl' : 'sagemaker:CreatePresignedDomainUrl', world, at.all, 'every')),
  'sagemaker-lifecycle': taking((at, identity, world) => {
    const every = (action: string): Ruling => may(identity, action, world, at.all, 'every')
    if (at.is === 'domain') return all(may(identity, 'sagemaker:CreateStudioLifecycleConfig', world), may(identity, 'sagemaker:UpdateDomain', world, at.itself, 'every'))
    return all(
      any(may(identity, 'sagemaker:CreateNotebookInstanceLifecycleConfig', world), may(identity, 'sagemaker:UpdateNotebookInstanceLifecycleConfig', world)),
      every('sagemaker:StopNotebookInstance'), every('sagemaker:UpdateNotebookInstance'), every('sagemaker:StartNotebookInstance'),
    )
  }),
  'bedrock-agent': either(
    passing('bedrock.amazonaws.com', [
      ['bedrock:UpdateAgent', 'bedrock:PrepareAgent'], ['bedrock:CreateAgentActionGroup', 'bedrock:PrepareAgent'], ['bedrock:UpdateAgentActionGroup', 'bedrock:PrepareAgent'],
    ]),
    rewriting,
  ),
  agentcore: either(
    passing('bedrock-agentcore.amazonaws.com', [
      ['bedrock-agentcore:CreateCodeInterpreter', 'bedrock-agentcore:StartCodeInterpreterSession', 'bedrock-agentcore:InvokeCodeInterpreter'],
      ['bedrock-agentcore:CreateAgentRuntime', 'bedrock-agentcore:InvokeAgentRuntimeCommand'],
      ['bedrock-agentcore:CreateAgentRuntime', 'bedrock-agentcore:InvokeAgentRuntimeCommandShell'],
      ['bedrock-agentcore:UpdateAgentRuntime', 'bedrock-agentcore:InvokeAgentRuntimeCommand'],
      ['bedrock-agentcore:CreateBrowser', 'bedrock-agentcore:StartBrowserSession', 'bedrock-agentcore:ConnectBrowserAutomationStream'],
      // A harness is a runtime, too: making one takes the right to make both.
      ['bedrock-agentcore:CreateHarness', 'bedrock-agentcore:CreateAgentRuntime', 'bedrock-agentcore:InvokeHarness', 'bedrock-agentcore:InvokeAgentRuntime'],
      ['bedrock-agentcore:UpdateHarness', 'bedrock-agentcore:InvokeHarness', 'bedrock-agentcore:InvokeAgentRuntime'],
    ]),
    invoking,
  ),
}

export const escalationPaths: readonly string[] = Object.keys(paths)

/** Whether the identity, no administrator yet, can get hold of a role that can do more than it. */
export function escalates(identity: Asset, path: string, world: AccessWorld): Ruling {
  const way = paths[path]
  if (way === undefined) throw new UsageError(`no escalation path is called "${path}"`, `did you mean ${nearest(path, escalationPaths) ?? escalationPaths.join(', ')}?`)
  const found = way(identityOf(identity, world), world)
  if (found.value === false) return found
  const already = admin(identity, world)
  if (already.value === true) return no(already.because)
  return already.value === false ? found : all(found, { ...already, because: [] })
}

function either(...ways: Path[]): Path {
  return (identity, world) => any(...ways.map((way) => way(identity, world)))
}

/** Handing a role to a service together with the means to make it work for oneself. */
function passing(service: string, ways: Ways): Path {
  return (identity, world) => {
    const means = any(...ways.map((actions) => all(...actions.map((a) => may(identity, a, world)))))
    if (means.value === false) return no()
    const passes = may(identity, 'iam:PassRole', world)
    if (passes.value === false) return no()
    const { roles, unlisted } = rolesTrusting(service, identity.who.account, world)
    const open: Ruling[] = unlisted.value === false ? [] : [all(unlisted, means, passes)]
    for (const { role, trust } of roles) {
      const worth = isMorePrivileged(role, identity.asset, world)
      if (worth.value === false) continue
      const pass = mayPass(identity, role, service, world)
      const found = pass.value === false ? pass : all(pass, trust, means, worth)
      if (found.value === true && found.confidence === 'high') return found
      if (found.value !== false) open.push(found)
    }
    return any(...open)
  }
}

/** Getting into notebooks and domains that others run, under their roles. */
function taking(grip: (at: Place, identity: Identity, world: AccessWorld) => Ruling): Path {
  return (identity, world) => {
    const open: Ruling[] = []
    for (const at of placesOf(identity, world)) {
      if (at.stakes.length === 0) continue
      const held = grip(at, identity, world)
      if (held.value === false) continue
      for (const stake of at.stakes) {
        const worth = stake.role === null ? stake.unread : isMorePrivileged(stake.role, identity.asset, world)
        if (worth.value === false) continue
        const found = all(held, worth, stake.evidence === null ? worth : { ...worth, because: [stake.evidence] })
        if (found.value === true && found.confidence === 'high') return found
        open.push(found)
      }
    }
    return any(...open)
  }
}

/** Rewriting the function behind an agent's action group. */
function rewriting(identity: Identity, world: AccessWorld): Ruling {
  const type = 'aws.bedrock.agent_action_group'
  return any(...world.assets(type, identity.who.account).map((group) => {
    const read = lambdaOf(group)
    return read === null ? no() : all(may(identity, 'lambda:UpdateFunctionCode', world, read, 'every'), { ...no(), value: true, because: [saw(group.id, 'lambdaArn', read, 'no lambda:UpdateFunctionCode on it')] })
  }), unseen(identity, type, ['lambda:UpdateFunctionCode'], world))
}

/** What was not read may be there to be taken: unknown for whoever holds the means, and no matter to all others. */
function unseen(identity: Identity, type: string, actions: readonly string[], world: AccessWorld): Ruling {
  const gaps = world.listGaps(type, identity.who.account)
  return gaps.length === 0 ? no() : all(...actions.map((action) => may(identity, action, world)), unknown(gaps))
}

function lambdaOf(group: Asset): string | null {
  if (group.props['lambdaArn'] === undefined) return null
  const read = textProp(group, 'lambdaArn')
  return 'gap' in read ? null : read.value
}

/** What already runs under a role, the property that names the role, and the rights that give the caller a hand in it. */
const invocations: readonly { type: string; role: string; ways: Ways }[] = [
  { type: 'aws.agentcore.code_interpreter', role: 'executionRoleArn', ways: [['bedrock-agentcore:StartCodeInterpreterSession', 'bedrock-agentcore:InvokeCodeInterpreter']] },
  { type: 'aws.agentcore.runtime', role: 'roleArn', ways: [['bedrock-agentcore:InvokeAgentRuntimeCommand'], ['bedrock-agentcore:InvokeAgentRuntimeCommandShell']] },
  { type: 'aws.agentcore.browser', role: 'executionRoleArn', ways: [['bedrock-agentcore:StartBrowserSession', 'bedrock-agentcore:ConnectBrowserAutomationStream']] },
  { type: 'aws.agentcore.harness', role: 'executionRoleArn', ways: [['bedrock-agentcore:InvokeHarness', 'bedrock-agentcore:InvokeAgentRuntime']] },
]

/** Using what already runs under a stronger role. */
function invoking(identity: Identity, world: AccessWorld): Ruling {
  return any(...invocations.flatMap(({ type, role, ways }) => [
    any(...ways.map((actions) => unseen(identity, type, actions, world))),
    ...world.assets(type, identity.who.account).map((tool) => {
      const held = any(...ways.map((actions) => all(...actions.map((action) => may(identity, action, world, tool.id, 'every')))))
      return held.value === false ? held : all(held, behind(tool, role, identity, world))
    }),
  ]))
}

/** Whether what runs under the role can do more than the identity; unknown where the role was not read. */
function behind(tool: Asset, prop: string, identity: Identity, world: AccessWorld): Ruling {
  const arn = textProp(tool, prop)
  if ('gap' in arn) return unknown([arn.gap])
  if (arn.value === null) return no()
  const role = world.asset(arn.value)
  if (role === undefined) {
    const gaps = world.listGaps('aws.iam.role', identity.who.account)
    return gaps.length === 0 ? no() : unknown(gaps)
  }
  return all(isMorePrivileged(role, identity.asset, world), { ...no(), value: true, because: [saw(tool.id, prop, role.id, '')] })
}
