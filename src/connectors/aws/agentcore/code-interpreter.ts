// Code interpreters: machines on which agents run the code they wrote. AWS's own, which has no role and no internet, is left out.
import type {
  CodeInterpreterSummary, GetCodeInterpreterCommandInput, GetCodeInterpreterCommandOutput, ListCodeInterpretersCommandInput,
  ListCodeInterpretersCommandOutput,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { listLower, read } from '../calls.js'
import { placedIn, runsAs } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'

export default collector({
  type: 'aws.agentcore.code_interpreter',
  kind: 'tool',
  service: 'bedrock-agentcore-control',
  per: 'region',
  props: shape({
    codeInterpreterId: string,
    status: nullable(oneOf('CREATING', 'CREATE_FAILED', 'READY', 'DELETING', 'DELETE_FAILED', 'DELETED')),
    createdAt: nullable(time),
    executionRoleArn: nullable(string),
    /** `SANDBOX`: no network but S3. */
    networkMode: nullable(oneOf('PUBLIC', 'SANDBOX', 'VPC')),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'] },
  calls: {
    list: listLower<ListCodeInterpretersCommandInput, ListCodeInterpretersCommandOutput, CodeInterpreterSummary>(
      'bedrock-agentcore-control:ListCodeInterpreters', { items: (page) => page.codeInterpreterSummaries },
    ),
    get: read<GetCodeInterpreterCommandInput, GetCodeInterpreterCommandOutput>('bedrock-agentcore-control:GetCodeInterpreter'),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await each(call.list.rows({ type: 'CUSTOM' }), async (row) => {
      const codeInterpreterId = row.codeInterpreterId ?? ''
      const detail = await call.get({ codeInterpreterId })
      emit({
        id: row.codeInterpreterArn ?? '', name: row.name ?? codeInterpreterId,
        props: known(detail, codeInterpreterProps), edges: known(detail, (interpreter) => codeInterpreterEdges(interpreter, placeOf(ctx))),
      })
    })
  },
})

type CodeInterpreter = Omit<GetCodeInterpreterCommandOutput, '$metadata'>

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function codeInterpreterProps(interpreter: CodeInterpreter) {
  return {
    codeInterpreterId: interpreter.codeInterpreterId ?? '',
    status: interpreter.status ?? null,
    createdAt: iso(interpreter.createdAt),
    executionRoleArn: said(interpreter.executionRoleArn),
    networkMode: interpreter.networkConfiguration?.networkMode ?? null,
  }
}

export function codeInterpreterEdges(interpreter: CodeInterpreter, place: Place): (Edge | null)[] {
  const vpc = interpreter.networkConfiguration?.vpcConfig
  return [
    runsAs(said(interpreter.executionRoleArn), 'executionRoleArn'),
    ...placedIn(vpc?.subnets, vpc?.securityGroups, place, 'networkConfiguration.vpcConfig'),
  ]
}
