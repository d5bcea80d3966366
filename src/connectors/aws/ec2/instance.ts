// Machines with an open port that model servers and agent front ends listen on. All other machines are left alone.
import type { DescribeInstancesCommandInput, DescribeInstancesCommandOutput, Instance, Reservation, SecurityGroup } from '@aws-sdk/client-ec2'
import { listOf, nullable, number, shape, string, time } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { list } from '../calls.js'
import { ec2Arn, placedIn } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { securityGroups, tagName } from './network.js'
import { ingressOf, type Ingress } from './security-group.js'

/** Ports that little else listens on: Ollama, the Ray dashboard, Gradio, Qdrant, Milvus, Jupyter. */
export const aiPorts: readonly number[] = [11434, 8265, 7860, 6333, 19530, 8888]
/** Beyond this many ports a rule says nothing of what is meant to be reached. */
const telling = 100
const aiName = /(?:^|[^a-z])(?:ollama|vllm|llm|llama|litellm|gpt|genai|langflow|langserve|flowise|dify|open-?webui|comfy-?ui|stable-?diffusion|gradio|streamlit|jupyter(?:hub|lab)?|ray|triton|tgi|qdrant|milvus|weaviate|chroma|mlflow|n8n|mcp|rag|chatbot|inference)(?:[^a-z]|$)/i
/** The most values that a filter takes. */
const filterLimit = 200

export default collector({
  type: 'aws.ec2.instance',
  kind: 'workload',
  service: 'ec2',
  per: 'region',
  props: shape({
    instanceType: nullable(string),
    launchedAt: nullable(time),
    vpcId: nullable(string),
    subnetId: nullable(string),
    /** Addresses that the internet can name. */
    publicAddresses: listOf(string),
    /** What its security groups let in from everywhere. */
    open: listOf(shape({ cidr: string, fromPort: nullable(number), toPort: nullable(number), protocol: string })),
    /** Ports of model servers among them, where a rule of few ports names them. */
    openAiPorts: listOf(number),
    /** Tags whose value names something of AI: `Name=orchard-ollama`. */
    aiTags: listOf(string),
  }),
  relates: { 'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'] },
  calls: {
    list: list<DescribeInstancesCommandInput, DescribeInstancesCommandOutput, Reservation>('ec2:DescribeInstances', { items: (page) => page.Reservations, max: 1000 }),
  },
  reads: [securityGroups],
  async list(ctx) {
    const groups = await ctx.read(securityGroups)
    if (!groups.ok) return ctx.unlisted(groups.gap)
    const open = new Map([...groups.value].flatMap(([id, group]) => {
      const ingress = openIngress(group)
      return ingress.length === 0 ? [] : [[id, ingress] as const]
    }))
    const ids = [...open.keys()]
    for (let from = 0; from < ids.length; from += filterLimit) {
      const Filters = [{ Name: 'instance-state-name', Values: ['running'] }, { Name: 'instance.group-id', Values: ids.slice(from, from + filterLimit) }]
      await ctx.each(ctx.call.list.rows({ Filters }), (reservation) => {
        for (const instance of reservation.Instances ?? []) {
          const props = instanceProps(instance, open)
          if (props.openAiPorts.length === 0 && props.aiTags.length === 0) continue
          const { InstanceId: id = '' } = instance
          ctx.emit({ id: id === '' ? '' : ec2Arn(placeOf(ctx), `instance/${id}`), name: tagName(instance.Tags, id), props, edges: instanceEdges(instance, placeOf(ctx)) })
        }
      })
    }
  },
})

/** What a group lets in from everywhere by TCP, remote shells and the web's own ports aside: those are open for other reasons. */
export function openIngress(group: SecurityGroup): Ingress[] {
  return (group.IpPermissions ?? []).flatMap(ingressOf).filter(({ cidr, protocol, fromPort, toPort }) =>
    (cidr === '0.0.0.0/0' || cidr === '::/0') && (protocol === 'tcp' || protocol === '6' || protocol === '-1')
    && !(fromPort === toPort && fromPort !== null && [22, 80, 443, 3389].includes(fromPort)))
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function instanceProps(instance: Instance, openGroups: ReadonlyMap<string, readonly Ingress[]>) {
  const open = (instance.SecurityGroups ?? []).flatMap((group) => openGroups.get(group.GroupId ?? '') ?? [])
  const narrow = open.filter(({ fromPort, toPort }) => fromPort !== null && toPort !== null && toPort - fromPort < telling)
  return {
    instanceType: said(instance.InstanceType),
    launchedAt: iso(instance.LaunchTime),
    vpcId: said(instance.VpcId),
    subnetId: said(instance.SubnetId),
    publicAddresses: [...new Set([
      instance.PublicIpAddress, ...(instance.NetworkInterfaces ?? []).flatMap((card) => [card.Association?.PublicIp, ...(card.Ipv6Addresses ?? []).map((one) => one.Ipv6Address)]),
    ].flatMap((address) => said(address) ?? []))].toSorted(),
    open,
    openAiPorts: aiPorts.filter((port) => narrow.some(({ fromPort, toPort }) => (fromPort ?? 0) <= port && port <= (toPort ?? 0))),
    aiTags: (instance.Tags ?? []).filter((tag) => aiName.test(tag.Value ?? '')).map((tag) => `${tag.Key}=${tag.Value}`),
  }
}

export function instanceEdges(instance: Instance, place: Place): (Edge | null)[] {
  const subnet = said(instance.SubnetId)
  return placedIn(subnet === null ? [] : [subnet], (instance.SecurityGroups ?? []).flatMap((group) => group.GroupId ?? []), place, 'SubnetId and SecurityGroups')
}
