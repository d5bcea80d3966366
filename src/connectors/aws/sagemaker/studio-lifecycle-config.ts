// Lifecycle configurations of Studio: scripts that run whenever an app is started.
import type {
  DescribeStudioLifecycleConfigCommandInput, DescribeStudioLifecycleConfigCommandOutput, ListStudioLifecycleConfigsCommandInput,
  ListStudioLifecycleConfigsCommandOutput, StudioLifecycleConfigDetails,
} from '@aws-sdk/client-sagemaker'
import { listOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { findSecrets, secretHits } from '../../../artifacts/text/secrets.js'
import { list, read } from '../calls.js'
import { iso, spellings } from '../names.js'
import { remoteScripts } from './remote-scripts.js'

export default collector({
  type: 'aws.sagemaker.studio_lifecycle_config',
  kind: 'workload',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    appType: nullable(oneOf('JupyterServer', 'KernelGateway', 'CodeEditor', 'JupyterLab')),
    secrets: secretHits,
    /** What runs code that somebody else can change, by line. */
    remoteScripts: listOf(shape({ at: string, what: string })),
    lines: number,
    createdAt: nullable(time),
  }),
  relates: {},
  calls: {
    list: list<ListStudioLifecycleConfigsCommandInput, ListStudioLifecycleConfigsCommandOutput, StudioLifecycleConfigDetails>(
      'sagemaker:ListStudioLifecycleConfigs', { items: (page) => page.StudioLifecycleConfigs },
    ),
    describe: read<DescribeStudioLifecycleConfigCommandInput, DescribeStudioLifecycleConfigCommandOutput>('sagemaker:DescribeStudioLifecycleConfig'),
  },
  // All of them, in use or not: whoever may describe one reads what is written in it.
  async list({ call, each, emit }) {
    await each(call.list.rows(), async (row) => {
      const id = row.StudioLifecycleConfigArn ?? ''
      const name = row.StudioLifecycleConfigName ?? ''
      const detail = await call.describe({ StudioLifecycleConfigName: name })
      emit({ id, name, aliases: spellings(id), props: known(detail, studioLifecycleConfigProps) })
    })
  },
})

type LifecycleConfig = Pick<DescribeStudioLifecycleConfigCommandOutput, 'StudioLifecycleConfigContent' | 'StudioLifecycleConfigAppType' | 'CreationTime'>

/** The script is examined and dropped. */
// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function studioLifecycleConfigProps(config: LifecycleConfig) {
  const text = Buffer.from(config.StudioLifecycleConfigContent ?? '', 'base64').toString('utf8')
  return {
    appType: config.StudioLifecycleConfigAppType ?? null,
    secrets: findSecrets(text),
    remoteScripts: remoteScripts(text),
    lines: text.split('\n').length,
    createdAt: iso(config.CreationTime),
  }
}
