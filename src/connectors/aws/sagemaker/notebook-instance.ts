// SageMaker notebook instances: hosts on which people run code under a role.
import type {
  DescribeNotebookInstanceCommandInput, DescribeNotebookInstanceCommandOutput, ListNotebookInstancesCommandInput,
  ListNotebookInstancesCommandOutput, NotebookInstanceSummary,
} from '@aws-sdk/client-sagemaker'
import { listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { list, read } from '../calls.js'
import { encryptedBy, placedIn, runsAs } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { withoutCredentials } from './code-repository.js'
import { arnOf } from './names.js'

export default collector({
  type: 'aws.sagemaker.notebook_instance',
  kind: 'notebook',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(oneOf('Pending', 'InService', 'Stopping', 'Stopped', 'Failed', 'Deleting', 'Updating')),
    instanceType: nullable(string),
    platformIdentifier: nullable(string),
    rootAccess: nullable(oneOf('Enabled', 'Disabled')),
    directInternetAccess: nullable(oneOf('Enabled', 'Disabled')),
    subnetId: nullable(string),
    securityGroups: listOf(string),
    kmsKeyId: nullable(string),
    roleArn: nullable(string),
    minimumImdsVersion: nullable(oneOf('1', '2')),
    lifecycleConfigName: nullable(string),
    /** Repositories that are cloned at start: registered ones by name, others by address. */
    repositories: listOf(shape({ name: nullable(string), url: nullable(string) })),
    createdAt: nullable(time),
  }),
  relates: {
    'runs-as': ['aws.iam.role'], 'configured-by': ['aws.sagemaker.notebook_lifecycle_config', 'aws.sagemaker.code_repository'],
    'encrypted-by': ['aws.kms.key'], 'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'],
  },
  calls: {
    // The summaries carry neither DirectInternetAccess nor KmsKeyId, so every instance is described.
    list: list<ListNotebookInstancesCommandInput, ListNotebookInstancesCommandOutput, NotebookInstanceSummary>(
      'sagemaker:ListNotebookInstances', { items: (page) => page.NotebookInstances },
    ),
    describe: read<DescribeNotebookInstanceCommandInput, DescribeNotebookInstanceCommandOutput>('sagemaker:DescribeNotebookInstance'),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await each(call.list.rows(), async (row) => {
      const name = row.NotebookInstanceName ?? ''
      const detail = await call.describe({ NotebookInstanceName: name })
      emit({
        id: row.NotebookInstanceArn ?? '',
        name,
        props: known(detail, notebookInstanceProps),
        edges: known(detail, (d) => notebookInstanceEdges(d, placeOf(ctx))),
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function notebookInstanceProps(d: DescribeNotebookInstanceCommandOutput) {
  return {
    status: d.NotebookInstanceStatus ?? null,
    instanceType: d.InstanceType ?? null,
    platformIdentifier: said(d.PlatformIdentifier),
    rootAccess: d.RootAccess ?? null,
    directInternetAccess: d.DirectInternetAccess ?? null,
    subnetId: said(d.SubnetId),
    securityGroups: d.SecurityGroups ?? [],
    kmsKeyId: said(d.KmsKeyId),
    roleArn: said(d.RoleArn),
    minimumImdsVersion: d.InstanceMetadataServiceConfiguration?.MinimumInstanceMetadataServiceVersion ?? null,
    lifecycleConfigName: said(d.NotebookInstanceLifecycleConfigName),
    repositories: repositoriesOf(d),
    createdAt: iso(d.CreationTime),
  }
}

export function notebookInstanceEdges(d: DescribeNotebookInstanceCommandOutput, place: Place): (Edge | null)[] {
  const config = said(d.NotebookInstanceLifecycleConfigName)
  return [
    runsAs(said(d.RoleArn), 'RoleArn'),
    encryptedBy(d.KmsKeyId, 'KmsKeyId'),
    config === null ? null : {
      type: 'configured-by', target: 'aws.sagemaker.notebook_lifecycle_config', via: 'NotebookInstanceLifecycleConfigName',
      to: arnOf(place, 'notebook-instance-lifecycle-config', config),
    },
    ...repositoriesOf(d).flatMap(({ name }): Edge[] => (name === null ? [] : [
      { type: 'configured-by', target: 'aws.sagemaker.code_repository', to: arnOf(place, 'code-repository', name), via: 'DefaultCodeRepository' },
    ])),
    ...placedIn(d.SubnetId === undefined ? [] : [d.SubnetId], d.SecurityGroups, place, 'SubnetId'),
  ]
}

interface Repository {
  [field: string]: string | null
  name: string | null
  url: string | null
}

/** Either the name of a repository registered with SageMaker or the address of any other. */
function repositoriesOf(d: DescribeNotebookInstanceCommandOutput): Repository[] {
  const given = [d.DefaultCodeRepository, ...(d.AdditionalCodeRepositories ?? [])]
  return given.flatMap((one): Repository[] => {
    const text = said(one)
    if (text === null) return []
    return [text.includes('/') ? { name: null, url: withoutCredentials(text) } : { name: text, url: null }]
  })
}
