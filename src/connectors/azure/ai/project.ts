// Projects of Foundry: where agents are built, and as whom they act. Classic projects are workspaces of Azure Machine Learning.
import { bool, mapOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { childOf } from '../edges.js'
import { identityOf, identityShape, runsAs, runsAsTargets } from '../identity.js'
import { armId, iso, lastOf, parentOf, said, word } from '../names.js'
import { seenAccounts } from './accounts.js'
import { eachProject, projects } from './projects.js'

export default collector({
  type: 'azure.ai.project',
  kind: 'experiment',
  service: 'cognitiveservices',
  per: 'account',
  props: shape({
    location: nullable(string),
    /** The account sends what names no project to this one. */
    isDefault: bool,
    identity: identityShape,
    state: nullable(string),
    tags: mapOf(string),
    createdAt: nullable(time),
  }),
  relates: { 'owned-by': ['azure.ai.account'], 'runs-as': runsAsTargets },
  reads: [seenAccounts, projects],
  calls: {},
  async list(ctx) {
    await eachProject(ctx, (project, { name, location, identity, tags, systemData, properties }) => {
      const own = identityOf(identity)
      ctx.emit({
        // The name is written with the account's before it.
        id: armId(project), name: lastOf(name ?? project),
        props: {
          location: said(location), isDefault: properties?.isDefault === true, identity: own,
          state: word(properties?.provisioningState), tags: { ...tags }, createdAt: iso(systemData?.createdAt),
        },
        edges: [childOf('azure.ai.account', parentOf(project)), ...runsAs(own)],
      })
    })
  },
})
