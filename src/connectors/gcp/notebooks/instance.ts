// Workbench instances: machines that people log in to, with the rights of a service account.
import type { notebooks_v2 } from 'googleapis/build/src/apis/notebooks/v2.js'
import { bool, listOf, nullable, oneOf, shape, string, time, mapOf } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { secretHits, secretsIn } from '../../kit/secrets.js'
import { list } from '../calls.js'
import { encryptedBy, ownedBy, runsAs } from '../edges.js'
import { defaultComputeAccount, fullName, iso, lastOf, parentOf, placeOf, said, withId } from '../names.js'

type Instance = notebooks_v2.Schema$Instance

export default collector({
  type: 'gcp.notebook.instance',
  kind: 'notebook',
  service: 'notebooks',
  per: 'account',
  props: shape({
    /** Zone, such as `us-central1-a`. */
    zone: nullable(string),
    state: nullable(oneOf('ACTIVE', 'STOPPED', 'SUSPENDED', 'PROVISIONING', 'STARTING', 'STOPPING', 'DELETED', 'UPGRADING', 'INITIALIZING')),
    createdAt: nullable(time),
    updatedAt: nullable(time),
    labels: mapOf(string),
    creator: nullable(string),
    owners: listOf(string),
    proxyAccess: bool,
    publicIp: bool,
    ipForwarding: bool,
    networks: listOf(string),
    tags: listOf(string),
    /** The account that code in the notebook acts as; where none is named it is the default compute account. */
    serviceAccount: string,
    serviceAccountNamed: bool,
    scopes: listOf(string),
    secureBoot: nullable(bool),
    vtpm: nullable(bool),
    integrityMonitoring: nullable(bool),
    /** `CMEK` or `GMEK`, by disk. */
    diskEncryption: listOf(string),
    /** Settings by name; what looks like a credential is left out. */
    metadata: mapOf(string),
    secrets: secretHits,
    image: nullable(string),
  }),
  relates: { 'runs-as': ['gcp.iam.service_account'], 'encrypted-by': ['gcp.kms.key'], 'owned-by': ['gcp.resourcemanager.project'] },
  calls: {
    // One list for every location: recorded answers show that `-` is taken.
    list: list<notebooks_v2.Schema$ListInstancesResponse, Instance>('notebooks:projects.locations.instances.list', 'v2/{+parent}/instances', { items: (page) => page.instances, max: 500, per: 'account' }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx, '-') }), (instance) => {
      const id = said(instance.name) === null ? '' : fullName('notebooks', instance.name ?? '', place)
      const setup = instance.gceSetup ?? {}
      const email = said(setup.serviceAccounts?.[0]?.email)
      const account = email === null || email === 'default' ? defaultComputeAccount(place.number) : email
      const disks = [setup.bootDisk, ...(setup.dataDisks ?? [])].filter((disk) => disk != null)
      const secrets = secretsIn('metadata', setup.metadata ?? {})
      const hidden = new Set(secrets.map(({ at }) => at.replace(/^metadata\./, '')))
      ctx.emit({
        id, name: lastOf(instance.name ?? ''), aliases: withId(id, place),
        props: {
          zone: /\/locations\/([^/]+)/.exec(instance.name ?? '')?.[1] ?? null,
          state: said(instance.state), createdAt: iso(instance.createTime), updatedAt: iso(instance.updateTime), labels: instance.labels ?? {},
          creator: said(instance.creator), owners: instance.instanceOwners ?? [], proxyAccess: instance.disableProxyAccess !== true,
          publicIp: setup.disablePublicIp !== true, ipForwarding: setup.enableIpForwarding === true,
          networks: (setup.networkInterfaces ?? []).flatMap(({ network }) => network ?? []), tags: setup.tags ?? [],
          serviceAccount: account, serviceAccountNamed: email !== null && email !== 'default', scopes: setup.serviceAccounts?.[0]?.scopes ?? [],
          secureBoot: setup.shieldedInstanceConfig == null ? null : setup.shieldedInstanceConfig.enableSecureBoot === true,
          vtpm: setup.shieldedInstanceConfig == null ? null : setup.shieldedInstanceConfig.enableVtpm === true,
          integrityMonitoring: setup.shieldedInstanceConfig == null ? null : setup.shieldedInstanceConfig.enableIntegrityMonitoring === true,
          diskEncryption: disks.map((disk) => said(disk.diskEncryption) ?? 'GMEK'),
          metadata: Object.fromEntries(Object.entries(setup.metadata ?? {}).filter(([name]) => !hidden.has(name))),
          secrets,
          image: said(setup.containerImage?.repository) ?? said(setup.vmImage?.family) ?? said(setup.vmImage?.name),
        },
        edges: [ownedBy(place), runsAs(account, place, 'gceSetup.serviceAccounts'), ...disks.map((disk) => encryptedBy(said(disk.kmsKey), 'gceSetup.bootDisk'))],
      })
    })
  },
})
