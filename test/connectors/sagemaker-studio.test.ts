// Studio, images, workforces, cards, components, MLflow and HyperPod: few calls, and facts out of published shapes.
import type { DescribeClusterCommandOutput, DescribeInferenceComponentCommandOutput, DescribeUserProfileCommandOutput, SpaceDetails, Workforce } from '@aws-sdk/client-sagemaker'
import { describe, expect, it } from 'vitest'
import { misfit } from '../../src/core/shape.js'
import type { Asset, Inventory } from '../../src/core/index.js'
import app, { appArn, appEdges, appProps } from '../../src/connectors/aws/sagemaker/app.js'
import eksCluster, { eksClusterProps } from '../../src/connectors/aws/eks/cluster.js'
import cluster, { clusterEdges, clusterProps } from '../../src/connectors/aws/sagemaker/cluster.js'
import { codeRepositoryProps, withoutCredentials } from '../../src/connectors/aws/sagemaker/code-repository.js'
import domain, { domainEdges, domainProps } from '../../src/connectors/aws/sagemaker/domain.js'
import { fromHub, hubContentProps, parseHubContent } from '../../src/connectors/aws/sagemaker/hub-content.js'
import imageVersion from '../../src/connectors/aws/sagemaker/image-version.js'
import inferenceComponent, { inferenceComponentEdges, inferenceComponentProps } from '../../src/connectors/aws/sagemaker/inference-component.js'
import { mlflowAppProps } from '../../src/connectors/aws/sagemaker/mlflow-app.js'
import { trackingServerProps } from '../../src/connectors/aws/sagemaker/mlflow-tracking-server.js'
import { mlflowVersion } from '../../src/connectors/aws/sagemaker/mlflow.js'
import { cardFacts, packageCardFacts } from '../../src/connectors/aws/sagemaker/model-card-content.js'
import modelCard, { modelCardEdges } from '../../src/connectors/aws/sagemaker/model-card.js'
import space, { spaceEdges, spaceProps } from '../../src/connectors/aws/sagemaker/space.js'
import { studioLifecycleConfigProps } from '../../src/connectors/aws/sagemaker/studio-lifecycle-config.js'
import { runsStudioImage } from '../../src/connectors/aws/sagemaker/studio.js'
import userProfile, { userProfileEdges, userProfileProps } from '../../src/connectors/aws/sagemaker/user-profile.js'
import workforce, { workforceEdges, workforceProps } from '../../src/connectors/aws/sagemaker/workforce.js'
import { collect, type AnyCollector } from '../kit/kit.js'
import { fakeConnector, refuse, type Handler } from '../kit/fake-session.js'
import type { Edge } from '../../src/connectors/kit/collector.js'
import { samples, samplesPresent } from './samples.js'

const place = { partition: 'aws', account: '111122223333', region: 'us-east-1' }
const arn = (resource: string): string => `arn:aws:sagemaker:us-east-1:111122223333:${resource}`
const here = (resource: string): string => `arn:aws:sagemaker:here:111122223333:${resource}`
const takenAt = new Date('2026-06-01T00:00:00Z')
const studio = [app, domain, space, userProfile]

interface Found { assets: Asset[]; gaps: Inventory['gaps']; relations: Inventory['relations']; calls: Record<string, number>; bugs: number }

async function run(collectors: AnyCollector[], handlers: Record<string, Handler>): Promise<Found> {
  const connector = fakeConnector(collectors, handlers)
  const { inventory, bugs } = await collect({
    connectors: [{ connector, settings: { scopes: [], regions: [], maxRate: 1 } }], takenAt, historySince: takenAt, with: new Set(), concurrency: 64, requestTimeout: 2000,
    signal: new AbortController().signal, random: () => 0, env: {},
  })
  const calls: Record<string, number> = {}
  for (const line of connector.log) {
    const action = line.split(' ')[1]?.replace('sagemaker:', '') ?? ''
    calls[action] = (calls[action] ?? 0) + 1
  }
  return { assets: inventory.assets, gaps: inventory.gaps, relations: inventory.relations, calls, bugs }
}

function fits(c: AnyCollector, props: object, edges: (Edge | null)[] = []): void {
  expect(misfit(c.props, props)).toBeNull()
  expect(JSON.parse(JSON.stringify(props))).toEqual(props)
  for (const edge of edges) if (edge !== null) expect(c.relates[edge.type] ?? [], edge.type).toContain(edge.target)
}
const drawn = (edges: (Edge | null)[]): string[] => edges.flatMap((edge) => (edge === null ? [] : `${edge.type} ${edge.to}`))

describe.skipIf(!samplesPresent)('real answers (skipped: ../shared/data/api-samples is absent)', () => {
  // oxlint-disable-next-line typescript/no-explicit-any -- the mappers are typed from the SDK, the samples are what they are
  type Body = any
  it.each<[operation: string, fed: number, feed: (body: Body) => void]>([
    ['DescribeCluster', 4, (b) => fits(cluster, clusterProps(b), clusterEdges(b, place))],
    ['ListApps', 1, (b) => b.Apps.forEach((row: Body) => fits(app, appProps(row), appEdges(row, place)))],
    ['ListUserProfiles', 1, (b) => b.UserProfiles.forEach((row: Body) => fits(userProfile, userProfileProps(row), userProfileEdges(row, place)))],
    ['DescribeDomain', 2, (b) => fits(domain, { ...domainProps(b), defaultRoleShared: false }, domainEdges(b, place))],
  ])('%s: %i answers', (operation, fed, feed) => {
    const answers = samples('sagemaker', operation).filter((sample) => sample.error === undefined)
    for (const { data } of answers) feed(data)
    expect(answers.length).toBe(fed)
  })
})

describe('a Studio', () => {
  const handlers: Record<string, Handler> = {
    'sagemaker:ListDomains': () => ({ Domains: [{ DomainId: 'd-1', DomainArn: here('domain/d-1'), DomainName: 'orchard' }] }),
    'sagemaker:DescribeDomain': () => ({ DomainId: 'd-1', DefaultUserSettings: { ExecutionRole: 'arn:aws:iam::111122223333:role/studio' } }),
    'sagemaker:ListUserProfiles': () => ({ UserProfiles: ['ana', 'ben', 'eva'].map((UserProfileName) => ({ DomainId: 'd-1', UserProfileName })) }),
    'sagemaker:DescribeUserProfile': ({ UserProfileName }) => (UserProfileName === 'eva' ? refuse({ class: 'gone', code: 'ResourceNotFound' }) : { DomainId: 'd-1', UserProfileName }),
    'sagemaker:ListSpaces': () => ({ Spaces: [{ DomainId: 'd-1', SpaceName: 'team', OwnershipSettingsSummary: { OwnerUserProfileName: 'ana' } }] }),
    'sagemaker:ListApps': () => ({ Apps: [{ DomainId: 'd-1', SpaceName: 'team', AppType: 'JupyterLab', AppName: 'default', Status: 'InService' }, { DomainId: 'd-1', UserProfileName: 'ana', AppType: 'Canvas', AppName: 'default', Status: 'Deleted' }] }),
  }

  it('that is not there costs one list for all that could be in it', async () => {
    expect((await run(studio, { 'sagemaker:ListDomains': () => ({ Domains: [] }) })).calls).toEqual({ ListDomains: 1 })
  })
  it('is read with one list a kind, and every profile once', async () => {
    const found = await run(studio, handlers)
    expect(found.calls).toEqual({ ListDomains: 1, DescribeDomain: 1, ListUserProfiles: 1, DescribeUserProfile: 3, ListSpaces: 1, ListApps: 1 })
    expect(found.assets.map(({ id }) => id.slice(here('').length))).toEqual(['app/d-1/team/jupyterlab/default', 'domain/d-1', 'space/d-1/team', 'user-profile/d-1/ana', 'user-profile/d-1/ben'])
    expect(found.assets.find(({ id }) => id.includes(':domain/'))?.props['defaultRoleShared']).toBe(true)
    expect({ gaps: found.gaps, bugs: found.bugs }).toEqual({ gaps: [], bugs: 0 })
  })
  it('whose domains may not be listed still tells of its spaces and people', async () => {
    const found = await run(studio, { ...handlers, 'sagemaker:ListDomains': () => refuse({ class: 'denied', code: 'AccessDeniedException' }) })
    expect(found.assets.map(({ type }) => type.split('.')[2] ?? '').toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['app', 'space', 'user_profile', 'user_profile'])
    expect(found.gaps.map(({ call, list, types }) => [call, list, types])).toEqual([['sagemaker:ListDomains', true, ['aws.sagemaker.domain']]])
  })
  it('with one profile denied gaps that profile, and whether the role is shared', async () => {
    const found = await run(studio, { ...handlers, 'sagemaker:DescribeUserProfile': ({ UserProfileName }) => (UserProfileName === 'ana' ? refuse({ class: 'denied', code: 'AccessDeniedException' }) : { DomainId: 'd-1', UserProfileName }) })
    expect(found.assets.filter(({ gaps }) => Object.keys(gaps).length > 0).map(({ name, gaps }) => [name, Object.keys(gaps).length])).toEqual([['orchard', 1], ['ana', 11]])
  })

  it('points at what its settings name', () => {
    const profile = {
      DomainId: 'd-1', UserProfileName: 'ana', Status: 'InService', SingleSignOnUserValue: 'ana@orchard.example',
      UserSettings: {
        ExecutionRole: 'arn:aws:iam::111122223333:role/ana', SecurityGroups: ['sg-1'], SharingSettings: { NotebookOutputOption: 'Allowed', S3OutputPath: 's3://orchard-share/x' },
        JupyterLabAppSettings: { LifecycleConfigArns: [arn('studio-lifecycle-config/start')], CustomImages: [{ ImageName: 'lab', ImageVersionNumber: 2, AppImageConfigName: 'lab' }] },
        KernelGatewayAppSettings: { CustomImages: [{ ImageName: 'kernel', AppImageConfigName: 'kernel' }] },
      },
    } as unknown as DescribeUserProfileCommandOutput
    fits(userProfile, userProfileProps(profile), userProfileEdges(profile, place))
    expect(userProfileProps(profile)).toMatchObject({ executionRole: 'arn:aws:iam::111122223333:role/ana', outputSharing: { path: 's3://orchard-share/x', kmsKeyId: null } })
    expect(drawn(userProfileEdges(profile, place))).toEqual([
      `owned-by ${arn('domain/d-1')}`, 'runs-as arn:aws:iam::111122223333:role/ana', 'placed-in arn:aws:ec2:us-east-1:111122223333:security-group/sg-1', `configured-by ${arn('studio-lifecycle-config/start')}`,
      `runs-image ${arn('image/kernel')}`, `runs-image ${arn('image-version/lab/2')}`,
    ])
  })
  it('has spaces with owners, and apps in either', () => {
    const row: SpaceDetails = { DomainId: 'd-1', SpaceName: 'team', SpaceSharingSettingsSummary: { SharingType: 'Shared' }, SpaceSettingsSummary: { AppType: 'CodeEditor', RemoteAccess: 'ENABLED' }, OwnershipSettingsSummary: { OwnerUserProfileName: 'ana' } }
    fits(space, spaceProps(row), spaceEdges(row, place))
    expect(spaceProps(row)).toMatchObject({ sharing: 'Shared', remoteAccess: 'ENABLED', owner: 'ana' })
    expect(drawn(spaceEdges(row, place))).toEqual([`owned-by ${arn('domain/d-1')}`, `owned-by ${arn('user-profile/d-1/ana')}`])
    expect(appArn({ DomainId: 'd-1', UserProfileName: 'ana', AppType: 'JupyterServer', AppName: 'default' }, place)).toBe(arn('app/d-1/ana/jupyterserver/default'))
    expect(runsStudioImage('arn:aws:sagemaker:us-east-1:081325390199:image-version/jupyter-server-3/1', '111122223333', 'x')).toBeNull()
  })
  it('has scripts of which findings stay', () => {
    const text = `#!/bin/bash\nexport HF_TOKEN=hf_${'QwErTyUiOpAsDfGhJkLzXcVbNm'.repeat(2).slice(0, 34)}\npip install --trusted-host x.example orchard\n`
    expect(studioLifecycleConfigProps({ StudioLifecycleConfigContent: Buffer.from(text).toString('base64'), StudioLifecycleConfigAppType: 'JupyterLab', CreationTime: new Date(0) })).toEqual({
      appType: 'JupyterLab', secrets: [{ type: 'hugging-face-token', at: 'line 2', length: 37 }], remoteScripts: [{ at: 'line 3', what: 'package host trusted without TLS' }], lines: 4, createdAt: '1970-01-01T00:00:00.000Z',
    })
  })
})

describe('image versions', () => {
  const at = (name: string, version: number): object => ({ ImageArn: here(`image/${name}`), ImageVersionArn: here(`image-version/${name}/${version}`), Version: version, BaseImage: `444455556666.dkr.ecr.us-east-1.amazonaws.com/${name}:${version}` })
  const handlers: Record<string, Handler> = {
    'sagemaker:ListImages': () => ({ Images: [{ ImageArn: here('image/lab'), ImageName: 'lab' }, { ImageArn: here('image/empty'), ImageName: 'empty' }] }),
    'sagemaker:DescribeImageVersion': ({ ImageName, Version }) => (ImageName === 'empty' ? refuse({ class: 'gone', code: 'ResourceNotFound' }) : at('lab', Number(Version ?? 3))),
    'sagemaker:ListDomains': () => ({ Domains: [{ DomainId: 'd-1', DomainArn: here('domain/d-1'), DomainName: 'orchard' }] }),
    'sagemaker:DescribeDomain': () => ({ DomainId: 'd-1', DefaultUserSettings: { JupyterLabAppSettings: { CustomImages: [{ ImageName: 'lab', ImageVersionNumber: 1 }, { ImageName: 'lab' }] } } }),
  }
  it('are the latest, and those that something asks for', async () => {
    const found = await run([imageVersion, domain], handlers)
    expect(found.assets.filter(({ type }) => type === 'aws.sagemaker.image_version').map(({ name, props, aliases }) => [name, props['latest'], props['imageOwner'], aliases])).toEqual([
      ['lab/1', false, 'other', undefined], ['lab/3', true, 'other', [here('image/lab')]],
    ])
    expect(found.calls['DescribeImageVersion']).toBe(3)
    expect({ gaps: found.gaps, bugs: found.bugs }).toEqual({ gaps: [], bugs: 0 })
  })
  it('are gapped under the name of their image when they may not be described', async () => {
    const found = await run([imageVersion], { ...handlers, 'sagemaker:DescribeImageVersion': () => refuse({ class: 'denied', code: 'AccessDeniedException' }) })
    expect(found.assets.map(({ id, gaps }) => [id, Object.keys(gaps).length > 5])).toEqual([[here('image/empty'), true], [here('image/lab'), true]])
  })
})

describe('model cards', () => {
  const content = (of: object): string => JSON.stringify(of)
  const cards = ['chat', 'rank'].map((name, i) => ({
    ModelCardName: name, ModelCardArn: here(`model-card/${name}`), ModelCardVersion: 2, ModelCardStatus: 'Draft', CreationTime: new Date(takenAt.getTime() - (i + 1) * 864e5),
    Content: content({ model_overview: { model_id: here(`model/${name}`) }, intended_uses: { risk_rating: 'High' } }),
  }))
  const handlers = (records: object[]): Record<string, Handler> => ({
    'sagemaker:ListModelCards': () => ({ ModelCardSummaries: cards.map(({ Content: _content, ...row }) => row) }),
    'sagemaker:Search': () => ({ Results: records.map((ModelCard) => ({ ModelCard })) }),
    'sagemaker:DescribeModelCard': ({ ModelCardName }) => cards.find((card) => card.ModelCardName === ModelCardName),
  })
  it('say the same from Search, from Describe, and where Search keeps their text to itself', async () => {
    const [quick, slow, bare] = await Promise.all([
      run([modelCard], handlers(cards)), run([modelCard], { ...handlers([]), 'sagemaker:Search': () => refuse({ class: 'denied', code: 'AccessDeniedException' }) }),
      run([modelCard], handlers(cards.map(({ Content: _content, ...card }) => card))),
    ])
    expect([quick.calls['DescribeModelCard'] ?? 0, slow.calls['DescribeModelCard'], bare.calls['DescribeModelCard']]).toEqual([0, 2, 2])
    expect([slow.assets, slow.relations]).toEqual([quick.assets, quick.relations])
    expect([bare.assets, bare.relations]).toEqual([quick.assets, quick.relations])
    expect(quick.assets[0]?.props).toMatchObject({ status: 'Draft', riskRating: 'High', modelId: here('model/chat') })
  })
  it.each([
    [{ model_overview: { model_id: arn('model/chat') } }, [`owned-by ${arn('model/chat')}`]], [{ model_overview: { model_id: 'chat-7b' } }, [`owned-by ${arn('model/chat-7b')}`]],
    [{ model_overview: { model_id: 'https://hub.example/chat' } }, []], [{}, []],
    [{ model_package_details: { model_package_arn: arn('model-package/chat/2'), model_package_group_name: 'chat' } }, [`owned-by ${arn('model-package/chat/2')}`, `owned-by ${arn('model-package-group/chat')}`]],
  ])('with %j belong to %j', (card, owners) => expect(drawn(modelCardEdges({ Content: content(card) }, place))).toEqual(owners))
  it.each([
    ['{"intended_uses":{"risk_rating":"Medium"}}', 'Medium'], ['{"intended_uses":{"risk_rating":"dire"}}', null], ['{"intended_uses":[]}', null], ['[]', null], ['no JSON', null], [undefined, null],
  ])('reads the risk in %s as %s', (text, risk) => expect(cardFacts(text).riskRating).toBe(risk))
  it('of packages count once something is written', () => {
    expect(packageCardFacts({ ModelCardStatus: 'Draft', ModelCardContent: '{}' })).toEqual({ cardStatus: null, riskRating: null })
    expect(packageCardFacts({ ModelCardStatus: 'Draft', ModelCardContent: '{"intended_uses":{}}' })).toEqual({ cardStatus: 'Draft', riskRating: null })
    expect(packageCardFacts(undefined)).toEqual({ cardStatus: null, riskRating: null })
  })
})

describe('hubs', () => {
  const content = 'arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/chat-7b/2.1.0'
  it('name what a model is derived from', () => {
    expect(parseHubContent(content)).toEqual({ hub: 'SageMakerPublicHub', type: 'Model', name: 'chat-7b', version: '2.1.0' })
    expect(fromHub(content, place, 'x')?.to).toBe(content)
    expect(hubContentProps({ HubContentVersion: '2.1.0', SupportStatus: 'Deprecated' } as Parameters<typeof hubContentProps>[0], 'SageMakerPublicHub')).toMatchObject({ version: '2.1.0', supportStatus: 'Deprecated', status: null })
  })
  it.each([content.replace('us-east-1', 'us-west-2'), content.replace(':aws:hub', ':444455556666:hub'), arn('model/chat'), content.replace('/Model/', '/Toy/'), '', undefined])('nothing is derived from %s', (other) => expect(fromHub(other, place, 'x')).toBeNull())
})

describe('inference components', () => {
  it('carry no value of their environment, whichever type of instance it is for', () => {
    const secret = `a1B2${'c3D4'.repeat(5)}`
    const component = {
      InferenceComponentName: 'adapter', EndpointName: 'chat', EndpointArn: arn('endpoint/chat'), InferenceComponentStatus: 'InService', CreationTime: new Date(0),
      Specifications: [
        { InstanceType: 'ml.g5.xlarge', ModelName: 'chat', Container: { ArtifactUrl: 's3://orchard-adapters/a.tar.gz', Environment: { DB_PASSWORD: secret, MODE: 'fast' } } },
        { InstanceType: 'ml.g6.xlarge', BaseInferenceComponentName: 'base', Container: { DeployedImage: { SpecifiedImage: '111122223333.dkr.ecr.us-east-1.amazonaws.com/serve:1' } } },
      ],
    } as unknown as DescribeInferenceComponentCommandOutput
    const props = inferenceComponentProps(component, place)
    fits(inferenceComponent, props, inferenceComponentEdges(component, place))
    expect(props.specifications[0]?.environment.map(({ name, secrets }) => [name, secrets.length])).toEqual([['DB_PASSWORD', 1], ['MODE', 0]])
    expect(JSON.stringify(props)).not.toContain(secret)
    expect(drawn(inferenceComponentEdges(component, place))).toEqual([
      `deployed-as ${arn('endpoint/chat')}`, `serves ${arn('model/chat')}`, 'stored-in arn:aws:s3:::orchard-adapters', `derived-from ${arn('inference-component/base')}`, 'runs-image arn:aws:ecr:us-east-1:111122223333:repository/serve:1',
    ])
  })
})

describe('the rest', () => {
  it.each([['3.0', 3, 0], ['2.16.2', 2, 16], ['3', 3, 0], ['latest', null, null], [undefined, null, null]])('MLflow %s is %s and %s', (text, major, minor) => expect(mlflowVersion(text)).toMatchObject({ mlflowMajor: major, mlflowMinor: minor }))
  it('MLflow says whether models register themselves', () => {
    expect(mlflowAppProps({ ModelRegistrationMode: 'AutoModelRegistrationEnabled', $metadata: {} })).toMatchObject({ autoRegistration: true, mlflowVersion: null })
    expect(mlflowAppProps({ $metadata: {} })).toMatchObject({ autoRegistration: null })
    expect(trackingServerProps({ AutomaticModelRegistration: false, S3BucketOwnerVerification: true, $metadata: {} })).toMatchObject({ autoRegistration: false, bucketOwnerVerified: true, bucketOwner: null })
  })
  it.each([
    ['https://user:token@git.example.com/x', 'https://git.example.com/x'], ['https://token@git.example.com/x', 'https://git.example.com/x'], ['https://git.example.com/x@y', 'https://git.example.com/x@y'], ['git@git.example.com:x', 'git@git.example.com:x'],
  ])('%s is kept as %s', (url, kept) => {
    expect(withoutCredentials(url)).toBe(kept)
    expect(codeRepositoryProps({ GitConfig: { RepositoryUrl: url }, CreationTime: new Date(0) }).url).toBe(kept)
  })
  it('a workforce without a list of addresses is open', () => {
    const row: Workforce = { WorkforceName: 'default', WorkforceArn: arn('workforce/default'), OidcConfig: {}, WorkforceVpcConfig: { VpcId: 'vpc-1', SecurityGroupIds: ['sg-1'], Subnets: ['subnet-1'] } }
    fits(workforce, workforceProps(row), workforceEdges(row, place))
    expect(workforceProps(row)).toMatchObject({ sourceCidrs: [], vpcId: 'vpc-1', identityProvider: 'OIDC' })
  })
  it('HyperPod has plain and restricted groups, and Kubernetes or none', () => {
    const fleet = {
      ClusterArn: arn('cluster/abc'), ClusterName: 'pretrain', ClusterStatus: 'InService', ClusterRole: 'arn:aws:iam::111122223333:role/scale', Orchestrator: { Eks: { ClusterArn: 'arn:aws:eks:us-east-1:111122223333:cluster/train' } },
      InstanceGroups: [{ InstanceGroupName: 'workers', ExecutionRole: 'arn:aws:iam::111122223333:role/nodes', LifeCycleConfig: { SourceS3Uri: 's3://orchard-hyperpod/x' }, InstanceStorageConfigs: [{ EbsVolumeConfig: { VolumeKmsKeyId: '' } }, { FsxLustreConfig: { DnsName: 'x', MountName: 'y' } }], ImageVersionStatus: 'EndOfLife' }],
      RestrictedInstanceGroups: [{ InstanceGroupName: 'closed', OverrideVpcConfig: { Subnets: ['subnet-1'], SecurityGroupIds: [] } }],
    } as unknown as DescribeClusterCommandOutput
    const props = clusterProps(fleet)
    fits(cluster, props, clusterEdges(fleet, place))
    expect(props.eksCluster).toBe('train')
    expect(props.groups).toMatchObject([{ name: 'workers', volumeKeys: [null], subnetIds: [], imageStatus: 'EndOfLife' }, { name: 'closed', volumeKeys: [], subnetIds: ['subnet-1'], imageStatus: null }])
    expect(drawn(clusterEdges(fleet, place))).toEqual([
      'governed-by arn:aws:eks:us-east-1:111122223333:cluster/train', 'runs-as arn:aws:iam::111122223333:role/scale', 'runs-as arn:aws:iam::111122223333:role/nodes', 'built-by arn:aws:s3:::orchard-hyperpod', 'placed-in arn:aws:ec2:us-east-1:111122223333:subnet/subnet-1',
    ])
    const api = eksClusterProps({ cluster: { version: '1.33', resourcesVpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ['0.0.0.0/0'] } } })
    fits(eksCluster, api)
    expect(api).toEqual({ version: '1.33', publicAccess: true, publicCidrs: ['0.0.0.0/0'], privateAccess: false, createdAt: null })
  })
})
