// What the collectors of Studio share: domains and profiles are listed once, and a profile is described once, whoever asks.
import type {
  DescribeUserProfileCommandInput, DescribeUserProfileCommandOutput, DomainDetails, ListDomainsCommandInput, ListDomainsCommandOutput,
  ListUserProfilesCommandInput, ListUserProfilesCommandOutput, SharingSettings, UserProfileDetails, UserSettings,
} from '@aws-sdk/client-sagemaker'
import { sharedRead, type Answer, type Edge } from '../../kit/collector.js'
import { parseArn } from '../arn.js'
import { list, readOrNull } from '../calls.js'
import { placedIn } from '../edges.js'
import { said, type Place } from '../names.js'
import { arnOf } from './names.js'

export const domains = sharedRead({
  id: 'sagemaker.domains',
  per: 'region',
  calls: {
    list: list<ListDomainsCommandInput, ListDomainsCommandOutput, DomainDetails>('sagemaker:ListDomains', { items: (page) => page.Domains }),
  },
  load: ({ call }) => call.list.all({}),
})

export interface Profiles {
  /** Of all domains. */
  rows: UserProfileDetails[]
  /** `null` when it was deleted since. */
  describe(row: UserProfileDetails): Promise<Answer<DescribeUserProfileCommandOutput | null>>
}

export const profiles = sharedRead({
  id: 'sagemaker.user-profiles',
  per: 'region',
  calls: {
    list: list<ListUserProfilesCommandInput, ListUserProfilesCommandOutput, UserProfileDetails>('sagemaker:ListUserProfiles', { items: (page) => page.UserProfiles }),
    describe: readOrNull<DescribeUserProfileCommandInput, DescribeUserProfileCommandOutput>('sagemaker:DescribeUserProfile', ['ResourceNotFound']),
  },
  async load({ call }): Promise<Answer<Profiles>> {
    const listed = await call.list.all({})
    if (!listed.ok) return listed
    const described = new Map<string, Promise<Answer<DescribeUserProfileCommandOutput | null>>>()
    return { ok: true, value: {
      rows: listed.value,
      describe: ({ DomainId, UserProfileName }) => {
        const key = `${DomainId ?? ''}/${UserProfileName ?? ''}`
        let answer = described.get(key)
        if (answer === undefined) described.set(key, (answer = call.describe({ DomainId, UserProfileName })))
        return answer
      },
    } }
  },
})

/** `arn:aws:sagemaker:us-east-1:111122223333:domain/d-0123` */
export function domainArn(place: Place, domainId: string): string {
  return arnOf(place, 'domain', domainId)
}

export function profileArn(place: Place, domainId: string, name: string): string {
  return arnOf(place, 'user-profile', `${domainId}/${name}`)
}

export function spaceArn(place: Place, domainId: string, name: string): string {
  return arnOf(place, 'space', `${domainId}/${name}`)
}

/** Where outputs of notebooks are written when somebody shares one; null where sharing is off. */
export function sharingFacts(sharing: SharingSettings | undefined): { path: string | null; kmsKeyId: string | null } | null {
  return sharing?.NotebookOutputOption === 'Allowed' ? { path: said(sharing.S3OutputPath), kmsKeyId: said(sharing.S3KmsKeyId) } : null
}

/** What settings of domains and profiles may point at. */
export const studioTargets = {
  'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'],
  'configured-by': ['aws.sagemaker.studio_lifecycle_config'],
  'runs-image': ['aws.sagemaker.image_version'],
} as const

type Settings = Pick<UserSettings, 'SecurityGroups' | 'JupyterServerAppSettings' | 'KernelGatewayAppSettings' | 'CodeEditorAppSettings' | 'JupyterLabAppSettings'>

/** Networks, start-up scripts and images that apps get from their user's or their space's settings. */
export function settingsEdges(settings: Settings | undefined, place: Place, via: string): (Edge | null)[] {
  const withScripts = [settings?.JupyterServerAppSettings, settings?.KernelGatewayAppSettings, settings?.CodeEditorAppSettings, settings?.JupyterLabAppSettings]
  const withImages = [settings?.KernelGatewayAppSettings, settings?.CodeEditorAppSettings, settings?.JupyterLabAppSettings]
  return [
    ...placedIn([], settings?.SecurityGroups, place, `${via}.SecurityGroups`),
    ...withScripts.flatMap((app) => (app?.LifecycleConfigArns ?? []).map((arn): Edge => (
      { type: 'configured-by', target: 'aws.sagemaker.studio_lifecycle_config', to: arn, via: `${via}.LifecycleConfigArns` }
    ))),
    ...withImages.flatMap((app) => (app?.CustomImages ?? []).map(({ ImageName = '', ImageVersionNumber }): Edge => ({
      type: 'runs-image', target: 'aws.sagemaker.image_version', via: `${via}.CustomImages`,
      to: ImageVersionNumber === undefined ? arnOf(place, 'image', ImageName) : arnOf(place, 'image-version', `${ImageName}/${ImageVersionNumber}`),
    }))),
  ]
}

/** `runs-image` a version of one's own Studio image; those that AWS brings cannot be read. */
export function runsStudioImage(arn: string | undefined, account: string, via: string): Edge | null {
  return arn === undefined || parseArn(arn)?.account !== account ? null : { type: 'runs-image', target: 'aws.sagemaker.image_version', to: arn, via }
}
