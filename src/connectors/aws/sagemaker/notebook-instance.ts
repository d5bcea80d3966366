// SageMaker notebook instances: hosts on which people run code under a role.
import type {
  DescribeNotebookInstanceCommandInput, DescribeNotebookInstanceCommandOutput, ListNotebookInstancesCommandInput,
  ListNotebookInstancesCommandOutput, NotebookInstanceSummary,
} from '@aws-sdk/client-sagemaker'
import { listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { list, read } from '../calls.js'
import { encryptedBy, runsAs } from '../edges.js'

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
    createdAt: nullable(time),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'configured-by': ['aws.sagemaker.notebook_lifecycle_config'], 'encrypted-by': ['aws.kms.key'] },
  calls: {
    // The summaries carry neither DirectInternetAccess nor KmsKeyId, so every instance is described.
    list: list<ListNotebookInstancesCommandInput, ListNotebookInstancesCommandOutput, NotebookInstanceSummary>('sagemaker:ListNotebookInstances', { items: (page) => page.NotebookInstances }),
    describe: read<DescribeNotebookInstanceCommandInput, DescribeNotebookInstanceCommandOutput>('sagemaker:DescribeNotebookInstance'),
  },
  async list({ call, each, emit, scope, partition }) {
    await each(call.list.rows(), async (row) => {
      const name = row.NotebookInstanceName ?? ''
      const detail = await call.describe({ NotebookInstanceName: name })
      emit({
        id: row.NotebookInstanceArn ?? '',
        name,
        props: known(detail, (d) => ({
          status: d.NotebookInstanceStatus ?? null,
          instanceType: d.InstanceType ?? null,
          platformIdentifier: d.PlatformIdentifier ?? null,
          rootAccess: d.RootAccess ?? null,
          directInternetAccess: d.DirectInternetAccess ?? null,
          subnetId: d.SubnetId ?? null,
          securityGroups: d.SecurityGroups ?? [],
          kmsKeyId: d.KmsKeyId ?? null,
          roleArn: d.RoleArn ?? null,
          minimumImdsVersion: d.InstanceMetadataServiceConfiguration?.MinimumInstanceMetadataServiceVersion ?? null,
          lifecycleConfigName: d.NotebookInstanceLifecycleConfigName ?? null,
          createdAt: d.CreationTime?.toISOString() ?? null,
        })),
        edges: known(detail, (d) => [
          runsAs(d.RoleArn, 'RoleArn'),
          encryptedBy(d.KmsKeyId, 'KmsKeyId'),
          d.NotebookInstanceLifecycleConfigName === undefined ? null : {
            type: 'configured-by', target: 'aws.sagemaker.notebook_lifecycle_config', via: 'NotebookInstanceLifecycleConfigName',
            to: `arn:${partition}:sagemaker:${scope.region}:${scope.account}:notebook-instance-lifecycle-config/${d.NotebookInstanceLifecycleConfigName}`,
          },
        ]),
      })
    })
  },
})
