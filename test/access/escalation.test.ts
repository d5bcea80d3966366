// Administrators, and those who can become one through an AI service.
import { describe, expect, test } from 'vitest'
import { admin } from '../../src/access/aws/admin.js'
import { escalates, escalationPaths } from '../../src/access/aws/escalation.js'
import { account, allow, deny, doc, level, managed, own, policyArn, role, roleArn, trusts, user, userArn, world, type Part } from './world.js'

const chat = roleArn('orchard-chat')
const isAdmin = (parts: readonly Part[], id = chat) => {
  const w = world(parts)
  return admin(w.get(id), w)
}

describe('admin', () => {
  test('Allow * on *', () => {
    expect(isAdmin([role('orchard-chat', [allow('*')])])).toMatchObject({ value: true, confidence: 'high', because: [{ path: 'inlinePolicies[0].document.Statement[0]' }] })
    expect(isAdmin([role('orchard-chat', [], { attachedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'] })]).value).toBe(true)
    expect(isAdmin([role('orchard-chat', [{ Effect: 'Allow', NotAction: 'organizations:*', Resource: '*' }])]).value).toBe(true)
  })
  test('what stops short of it', () => {
    expect(isAdmin([role('orchard-chat', [])]).value).toBe(false)
    expect(isAdmin([role('orchard-chat', [allow('s3:*')])]).value).toBe(false)
    expect(isAdmin([role('orchard-chat', [{ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*'], Resource: '*' }])]).value).toBe(false)
    expect(isAdmin([role('orchard-chat', [allow('*'), deny('iam:*')])]).value).toBe(false)
    expect(isAdmin([role('orchard-chat', [allow('*', 'arn:aws:s3:::orchard-corpus/*')])]).value).toBe(false)
  })
  test('a Deny of something else leaves an administrator', () => {
    expect(isAdmin([role('orchard-chat', [allow('*'), deny('cloudtrail:StopLogging')]), account({ scpLevels: [level(doc(allow('*')), doc(deny('*', '*', { Condition: { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1'] } } })))] })]).value).toBe(true)
  })
  test('a boundary or an SCP takes it away', () => {
    expect(isAdmin([role('orchard-chat', [allow('*')], { permissionsBoundary: policyArn('limit') }), managed('limit', allow('s3:*'))]).value).toBe(false)
    expect(isAdmin([role('orchard-chat', [allow('*')]), account({ scpLevels: [level(doc(allow('*')), doc(deny('iam:*')))] })]).value).toBe(false)
    expect(isAdmin([role('orchard-chat', [allow('*')]), account({}, { scpLevels: 'g-scp' })])).toMatchObject({ value: true, confidence: 'medium', doubts: ['g-scp'] })
  })
  test('whoever may grant himself anything', () => {
    expect(isAdmin([role('orchard-chat', [allow('iam:*')])]).value).toBe(true)
    expect(isAdmin([role('orchard-chat', [allow('iam:PutRolePolicy', chat)])]).value).toBe(true)
    expect(isAdmin([role('orchard-chat', [allow('iam:PutRolePolicy', roleArn('other'))])]).value).toBe(false)
    expect(isAdmin([role('orchard-chat', [allow('iam:AttachRolePolicy')])]).value).toBe(true)
    expect(isAdmin([role('orchard-chat', [allow('iam:AttachRolePolicy', '*', { Condition: { ArnEquals: { 'iam:PolicyARN': policyArn('read') } } })])]).value).toBe(false)
    expect(isAdmin([role('orchard-chat', [allow('iam:PutRolePolicy', '*', { Condition: { StringEquals: { 'iam:PermissionsBoundary': policyArn('limit') } } })])]).value).not.toBe('unknown')
    expect(isAdmin([role('orchard-chat', [allow('iam:CreatePolicyVersion', policyArn('mine'))], { attachedPolicies: [policyArn('mine')] }), managed('mine', allow('s3:*'))]).value).toBe(true)
    expect(isAdmin([user('ada', [allow('iam:AttachUserPolicy', 'arn:aws:iam::*:user/${aws:username}')])], userArn('ada')).value).toBe(true)
  })
  test('a boundary limits what one can grant oneself', () => {
    const limit = managed('limit', allow(['s3:*', 'iam:*']))
    expect(isAdmin([role('orchard-chat', [allow('iam:PutRolePolicy', chat)], { permissionsBoundary: policyArn('limit') }), limit]).value).toBe(false)
    expect(isAdmin([role('orchard-chat', [allow('iam:PutRolePolicy')], { permissionsBoundary: policyArn('limit') }), limit]).value).toBe(true)
  })
  test('gaps', () => {
    expect(isAdmin([role('orchard-chat', [], {}, { attachedPolicies: 'g' })])).toMatchObject({ value: 'unknown', gaps: ['g'] })
    expect(isAdmin([role('orchard-chat', [deny('*')], {}, { attachedPolicies: 'g' })]).value).toBe(false)
    expect(isAdmin([role('orchard-chat', [allow('iam:PutRolePolicy', chat)], {}, { permissionsBoundary: 'g-b' })])).toMatchObject({ value: 'unknown', gaps: ['g-b'] })
  })
})

const strong = (service: string, name = 'orchard-strong'): Part => role(name, [allow('*')], { trustPolicy: trusts(service) })
const pass = (to = roleArn('orchard-strong')) => allow('iam:PassRole', to)
const can = (path: string, statements: ReturnType<typeof allow>[], parts: readonly Part[], options: Parameters<typeof world>[1] = {}) => {
  const w = world([role('orchard-chat', statements), ...parts], options)
  return escalates(w.get(chat), path, w)
}

describe('sagemaker-passrole', () => {
  const on = (statements: ReturnType<typeof allow>[], parts: readonly Part[] = [strong('sagemaker.amazonaws.com')], options: Parameters<typeof world>[1] = {}) => can('sagemaker-passrole', statements, parts, options)
  test.each([
    ['sagemaker:CreateTrainingJob'], ['sagemaker:CreateProcessingJob'], ['sagemaker:CreateAutoMLJobV2'],
    ['sagemaker:CreateNotebookInstance', 'sagemaker:CreatePresignedNotebookInstanceUrl'],
    ['sagemaker:CreateModel', 'sagemaker:CreateEndpointConfig', 'sagemaker:CreateEndpoint'],
    ['sagemaker:CreatePipeline', 'sagemaker:StartPipelineExecution'],
  ])('%s', (...actions) => {
    const names = actions.filter((a) => a !== undefined)
    expect(on([pass(), allow(names)])).toMatchObject({ value: true, confidence: 'high' })
    for (const one of names) if (names.length > 1) expect(on([pass(), allow(one)]).value).toBe(false)
    expect(on([allow(names)]).value).toBe(false)
  })
  test('evidence names the pass, the trust of the target and what it is worth', () => {
    const saw = on([pass(), allow('sagemaker:CreateTrainingJob')]).because.map((e) => `${e.asset} ${e.path}`)
    expect(saw).toEqual([
      `${chat} inlinePolicies[0].document.Statement[0]`, `${roleArn('orchard-strong')} trustPolicy.Statement[0]`,
      `${chat} inlinePolicies[0].document.Statement[1]`, `${roleArn('orchard-strong')} inlinePolicies[0].document.Statement[0]`,
    ])
  })
  test('the role must trust SageMaker, be passable to it, and be worth it', () => {
    const job = allow('sagemaker:*')
    expect(on([pass(), job], [strong('ec2.amazonaws.com')]).value).toBe(false)
    expect(on([pass(roleArn('orchard-weak')), job], [strong('sagemaker.amazonaws.com')]).value).toBe(false)
    expect(on([allow('iam:PassRole', '*', { Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } } }), job]).value).toBe(false)
    expect(on([allow('iam:PassRole', '*', { Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } } }), job]).value).toBe(true)
    expect(on([pass('*'), job], [role('orchard-weak', [allow('s3:GetObject', 'arn:aws:s3:::x/*')], { trustPolicy: trusts('sagemaker.amazonaws.com') })]).value).toBe(false)
    expect(on([pass('*'), job], [role('orchard-data', [allow('s3:GetObject')], { trustPolicy: trusts('sagemaker.amazonaws.com') })]).value).toBe(true)
    expect(on([pass('*'), job, allow('s3:GetObject')], [role('orchard-data', [allow('s3:GetObject')], { trustPolicy: trusts('sagemaker.amazonaws.com') })]).value).toBe(false)
    expect(on([pass('*'), job, deny('iam:PassRole', roleArn('orchard-strong'))]).value).toBe(false)
  })
  test('an administrator has nowhere to escalate to', () => expect(on([allow('*')]).value).toBe(false))
  test('gaps hide roles, trust and worth', () => {
    const job = [pass('*'), allow('sagemaker:*')]
    expect(on(job, [], { listGaps: { 'aws.iam.role': 'g-roles' } })).toMatchObject({ value: 'unknown', gaps: ['g-roles'] })
    expect(on([allow('sagemaker:*')], [], { listGaps: { 'aws.iam.role': 'g-roles' } }).value).toBe(false)
    expect(on(job, [strong('sagemaker.amazonaws.com')], { listGaps: { 'aws.iam.role': 'g-roles' } }).value).toBe(true)
    expect(on(job, [role('x', [allow('*')], {}, { trustPolicy: 'g-trust' })])).toMatchObject({ value: 'unknown', gaps: ['g-trust'] })
    expect(on(job, [role('x', [], { trustPolicy: trusts('sagemaker.amazonaws.com') }, { attachedPolicies: 'g-att' })])).toMatchObject({ value: 'unknown', gaps: ['g-att'] })
  })
})

const lab = (roleId: string): Part => ({ id: `arn:aws:sagemaker:us-east-1:${own}:notebook-instance/orchard-lab`, type: 'aws.sagemaker.notebook_instance', props: { roleArn: roleId, lifecycleConfigName: null } })
const studio = (roleId: string): Part => ({ id: `arn:aws:sagemaker:us-east-1:${own}:domain/d-orchard`, type: 'aws.sagemaker.domain', props: { defaultExecutionRole: roleId, defaultSpaceExecutionRole: null } })
const target = strong('sagemaker.amazonaws.com')

describe('sagemaker-presigned-url', () => {
  const on = (statements: ReturnType<typeof allow>[], parts: readonly Part[] = [target, lab(target.id)], options: Parameters<typeof world>[1] = {}) => can('sagemaker-presigned-url', statements, parts, options)
  const url = 'sagemaker:CreatePresignedNotebookInstanceUrl'
  test('any notebook of a stronger role', () => {
    const found = on([allow(url)])
    expect(found).toMatchObject({ value: true, confidence: 'high' })
    expect(found.because.at(-1)).toMatchObject({ path: 'roleArn', saw: target.id })
    expect(on([allow(url, `arn:aws:sagemaker:us-east-1:${own}:notebook-instance/*`)]).value).toBe(true)
    expect(on([allow('sagemaker:CreatePresignedDomainUrl')], [target, studio(target.id)]).value).toBe(true)
  })
  test('scoped to one notebook, a tag or a profile it is no takeover', () => {
    expect(on([allow(url, lab(target.id).id)]).value).toBe(false)
    expect(on([allow(url, '*', { Condition: { StringEquals: { 'sagemaker:ResourceTag/owner': '${aws:userid}' } } })]).value).toBe(false)
    expect(on([allow('sagemaker:CreatePresignedDomainUrl', `arn:aws:sagemaker:us-east-1:${own}:user-profile/d-orchard/\${aws:PrincipalTag/profile}`)], [target, studio(target.id)]).value).toBe(false)
    expect(on([allow('sagemaker:CreatePresignedDomainUrl', `arn:aws:sagemaker:us-east-1:${own}:user-profile/d-orchard/ada`)], [target, studio(target.id)]).value).toBe(false)
    expect(on([allow(url)], [role('weak', []), lab(roleArn('weak'))]).value).toBe(false)
  })
  test('where there is neither notebook nor domain there is nothing to take over', () => {
    expect(on([allow(url)], [target]).value).toBe(false)
  })
  test('gaps', () => {
    expect(on([allow(url)], [target], { listGaps: { 'aws.sagemaker.notebook_instance': 'g-nb' } })).toMatchObject({ value: 'unknown', gaps: ['g-nb'] })
    expect(on([allow('s3:*')], [target], { listGaps: { 'aws.sagemaker.notebook_instance': 'g-nb' } }).value).toBe(false)
    expect(on([allow(url)], [target, { ...lab(''), props: {}, gaps: { roleArn: 'g-r' } }])).toMatchObject({ value: 'unknown', gaps: ['g-r'] })
  })
})

describe('sagemaker-lifecycle', () => {
  const on = (statements: ReturnType<typeof allow>[], parts: readonly Part[] = [target, lab(target.id)]) => can('sagemaker-lifecycle', statements, parts)
  const cycle = ['sagemaker:StopNotebookInstance', 'sagemaker:UpdateNotebookInstance', 'sagemaker:StartNotebookInstance']
  test('a script and the means to restart', () => {
    expect(on([allow([...cycle, 'sagemaker:CreateNotebookInstanceLifecycleConfig'])]).value).toBe(true)
    expect(on([allow([...cycle, 'sagemaker:UpdateNotebookInstanceLifecycleConfig'])]).value).toBe(true)
    expect(on([allow(cycle)]).value).toBe(false)
    for (const missing of cycle) expect(on([allow([...cycle.filter((a) => a !== missing), 'sagemaker:CreateNotebookInstanceLifecycleConfig'])]).value).toBe(false)
  })
  test('Studio', () => {
    const both = allow(['sagemaker:CreateStudioLifecycleConfig', 'sagemaker:UpdateDomain'])
    expect(on([both], [target, studio(target.id)]).value).toBe(true)
    expect(on([both], [target, lab(target.id)]).value).toBe(false)
    expect(on([allow('sagemaker:UpdateDomain')], [target, studio(target.id)]).value).toBe(false)
  })
})

describe('agents', () => {
  test('bedrock-agent', () => {
    const on = (statements: ReturnType<typeof allow>[]) => can('bedrock-agent', statements, [strong('bedrock.amazonaws.com')]).value
    expect(on([pass(), allow(['bedrock:UpdateAgent', 'bedrock:PrepareAgent'])])).toBe(true)
    expect(on([pass(), allow('bedrock:UpdateAgent')])).toBe(false)
    expect(on([allow('bedrock:*')])).toBe(false)
  })
  test('bedrock-agent by rewriting the function of an action group', () => {
    const fn = `arn:aws:lambda:us-east-1:${own}:function:tool`
    const group: Part = { id: 'group', type: 'aws.bedrock.agent_action_group', props: { lambdaArn: fn } }
    expect(can('bedrock-agent', [allow('lambda:UpdateFunctionCode', fn)], [group]).value).toBe(true)
    expect(can('bedrock-agent', [allow('lambda:UpdateFunctionCode', `${fn}-2`)], [group]).value).toBe(false)
  })
  test('agentcore', () => {
    const on = (...actions: string[]) => can('agentcore', [pass(), allow(actions.map((a) => `bedrock-agentcore:${a}`))], [strong('bedrock-agentcore.amazonaws.com')]).value
    expect(on('CreateCodeInterpreter', 'StartCodeInterpreterSession', 'InvokeCodeInterpreter')).toBe(true)
    expect(on('CreateCodeInterpreter', 'StartCodeInterpreterSession')).toBe(false)
    expect(on('CreateAgentRuntime', 'InvokeAgentRuntimeCommand')).toBe(true)
    expect(on('CreateBrowser', 'StartBrowserSession', 'ConnectBrowserAutomationStream')).toBe(true)
    // Making a harness makes a runtime, and AWS asks for the right to both.
    expect(on('CreateHarness')).toBe(false)
    expect(on('CreateHarness', 'CreateAgentRuntime', 'InvokeHarness', 'InvokeAgentRuntime')).toBe(true)
    expect(on('UpdateAgentRuntime', 'InvokeAgentRuntimeCommand')).toBe(true)
    expect(on('CreateAgentRuntime', 'InvokeAgentRuntimeCommandShell')).toBe(true)
    expect(on('CreateAgentRuntime')).toBe(false)
  })
  test('agentcore by using what already runs', () => {
    const tool: Part = { id: `arn:aws:bedrock-agentcore:us-east-1:${own}:runtime/chat`, type: 'aws.agentcore.runtime', props: { roleArn: roleArn('orchard-strong') } }
    expect(can('agentcore', [allow('bedrock-agentcore:InvokeAgentRuntimeCommand')], [tool, strong('bedrock-agentcore.amazonaws.com')]).value).toBe(true)
    expect(can('agentcore', [allow('bedrock-agentcore:InvokeAgentRuntime')], [tool, strong('bedrock-agentcore.amazonaws.com')]).value).toBe(false)
  })
  test('agentcore by using what runs under a role that was not read', () => {
    const tool: Part = { id: `arn:aws:bedrock-agentcore:us-east-1:${own}:code-interpreter/sums`, type: 'aws.agentcore.code_interpreter', props: {}, gaps: { executionRoleArn: 'no-role' } }
    expect(can('agentcore', [allow('bedrock-agentcore:*')], [tool])).toMatchObject({ value: 'unknown', gaps: ['no-role'] })
    expect(can('agentcore', [allow('bedrock-agentcore:GetCodeInterpreter')], [tool]).value).toBe(false)
  })
  test('what was not read may be there to be taken: unknown for whoever holds the means', () => {
    const blind = (path: string, action: string) => {
      const w = world([account(), role('orchard-ci', [allow(action)])], { listGaps: { 'aws.agentcore.runtime': 'no-runtimes', 'aws.bedrock.agent_action_group': 'no-groups' } })
      return escalates(w.get(roleArn('orchard-ci')), path, w)
    }
    expect(blind('agentcore', 'bedrock-agentcore:InvokeAgentRuntimeCommand')).toMatchObject({ value: 'unknown', gaps: ['no-runtimes'] })
    expect(blind('agentcore', 'bedrock-agentcore:InvokeAgentRuntime').value).toBe(false)
    expect(blind('bedrock-agent', 'lambda:UpdateFunctionCode')).toMatchObject({ value: 'unknown', gaps: ['no-groups'] })
    expect(blind('bedrock-agent', 'lambda:GetFunction').value).toBe(false)
  })
  test('a path nobody knows', () => expect(() => can('sagemaker-passrol', [], [])).toThrow(/no escalation path/))
})

test('a thousand principals and three hundred targets stay quick', () => {
  const parts: Part[] = [account({ scpLevels: [level(doc(allow('*')), doc(deny('organizations:LeaveOrganization')))] })]
  for (let i = 0; i < 300; i++) parts.push(role(`target-${i}`, [allow('s3:GetObject', `arn:aws:s3:::orchard-${i}/*`)], { trustPolicy: trusts(i % 2 === 0 ? 'sagemaker.amazonaws.com' : 'bedrock.amazonaws.com') }))
  for (let i = 0; i < 1000; i++) {
    const more = i % 3 === 0 ? [allow(['sagemaker:*', 'bedrock:*', 'bedrock-agentcore:*']), allow('iam:PassRole', roleArn('target-*'))] : [allow(['s3:GetObject', 'logs:*'])]
    parts.push(role(`p-${i}`, [...more, allow('s3:ListBucket', `arn:aws:s3:::b-${i}`)]))
  }
  const w = world(parts)
  const start = performance.now()
  for (const r of w.assets('aws.iam.role')) if (r.name.startsWith('p-')) for (const path of escalationPaths) escalates(r, path, w)
  // Far above what it takes, since the machine may be busy: only an explosion of pairs is meant to be caught.
  expect(performance.now() - start).toBeLessThan(10_000)
})
