// Rekognition projects: where custom models are made, and which accounts may copy them.
import type { ListProjectPoliciesCommandInput, ListProjectPoliciesCommandOutput, ProjectDescription, ProjectPolicy } from '@aws-sdk/client-rekognition'
import type { Json } from '../../../core/index.js'
import { any, bool, nullable, oneOf, shape, time } from '../../../core/shape.js'
import { collector, known, type Answer } from '../../kit/collector.js'
import { list } from '../calls.js'
import { policyDocument } from '../iam/policy-document.js'
import { iso } from '../names.js'
import { policyStatements } from '../policy-json.js'
import { projectName, projects } from './projects.js'

export default collector({
  type: 'aws.rekognition.project',
  kind: 'registry',
  service: 'rekognition',
  per: 'region',
  props: shape({
    status: nullable(oneOf('CREATING', 'CREATED', 'DELETING')),
    feature: nullable(oneOf('CUSTOM_LABELS', 'CONTENT_MODERATION')),
    createdAt: nullable(time),
    autoUpdate: nullable(bool),
    /** All policies of the project in one. */
    policy: nullable(any),
  }),
  relates: {},
  calls: {
    policies: list<ListProjectPoliciesCommandInput, ListProjectPoliciesCommandOutput, ProjectPolicy>('rekognition:ListProjectPolicies', { items: (page) => page.ProjectPolicies, max: 5 }),
  },
  reads: [projects],
  async list({ call, each, emit, read, unlisted }) {
    const listed = await read(projects)
    if (!listed.ok) return unlisted(listed.gap)
    await each(listed.value, async (project) => {
      const id = project.ProjectArn ?? ''
      // Only Custom Labels has policies; adapters for content moderation cannot be copied.
      const policies: Answer<ProjectPolicy[]> = project.Feature === 'CONTENT_MODERATION' ? { ok: true, value: [] } : await call.policies.all({ ProjectArn: id })
      emit({ id, name: projectName(id), props: { ...projectProps(project), policy: known(policies, wholePolicy) } })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function projectProps(project: ProjectDescription) {
  return {
    status: project.Status ?? null,
    // What is older than the choice is of Custom Labels, and says nothing.
    feature: project.Feature ?? null,
    createdAt: iso(project.CreationTimestamp),
    autoUpdate: project.AutoUpdate === undefined ? null : project.AutoUpdate === 'ENABLED',
  }
}

/**
 * The statements of all policies; the text of the first that is none, which nobody can judge. What they allow they allow
 * for versions of this project, named by ARNs that do not begin with the project's own: whichever they are, it may be copied from.
 */
export function wholePolicy(policies: readonly ProjectPolicy[]): Json {
  const documents = policies.map((policy) => policyDocument(policy.PolicyDocument))
  const unreadable = documents.find((document) => typeof document === 'string')
  if (documents.length === 0 || unreadable !== undefined) return unreadable ?? null
  return { Version: '2012-10-17', Statement: documents.flatMap(policyStatements).map(({ Resource, ...rest }) => (rest['Effect'] === 'Allow' || Resource === undefined ? rest : { ...rest, Resource })) }
}
