// Defender for AI: the plan of the subscription, and what single accounts were set to.
import { sharedRead, type Answer } from '../../kit/collector.js'
import { list, notFound, rows, type Resource } from '../calls.js'
import { word } from '../names.js'

export type DefenderSetting = Resource<{ state?: string | null }>

export const defenderSettings = list<DefenderSetting>('cognitiveservices:accounts.defenderForAISettings.list', '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.CognitiveServices/accounts/{accountName}/defenderForAISettings', { absent: notFound })

/** Tier of the plan for AI in lower case; null where the subscription has none. */
export const defenderPlan = sharedRead({
  id: 'azure.ai-defender-plan',
  per: 'account',
  calls: { plans: rows<Resource<{ pricingTier?: string | null }>>('microsoft.security/pricings', { table: 'security', needs: ['Microsoft.Security/pricings/read'] }) },
  async load({ call }): Promise<Answer<string | null>> {
    const plans = await call.plans.all({})
    return plans.ok ? { ok: true, value: word(plans.value.find(({ name }) => name?.toLowerCase() === 'ai')?.properties?.pricingTier) } : plans
  },
})
