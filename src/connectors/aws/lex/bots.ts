// Lex bots with the versions that aliases route to: read once a region, for the bots and for their aliases.
import type {
  BedrockModelSpecification, BotAliasSummary, BotLocaleSummary, BotSummary, DescribeBotLocaleCommandInput, DescribeBotLocaleCommandOutput,
  DescribeIntentCommandInput, DescribeIntentCommandOutput, IntentSummary, ListBotAliasesCommandInput, ListBotAliasesCommandOutput,
  ListBotLocalesCommandInput, ListBotLocalesCommandOutput, ListBotsCommandInput, ListBotsCommandOutput, ListIntentsCommandInput, ListIntentsCommandOutput,
} from '@aws-sdk/client-lex-models-v2'
import { sharedRead, type Answer } from '../../kit/collector.js'
import { listLower, read } from '../calls.js'
import type { Place } from '../names.js'

/** The alias that every bot has for trying out its draft. */
const testAlias = 'TSTALIASID'
export const draft = 'DRAFT'
/** The built-in intent that lets a model answer. */
const questionIntent = 'AMAZON.QnAIntent'
const max = 1000

/** A place in a bot where a model speaks: `version 2, en_US, QnAIntent ask-us`. */
export interface Generative {
  where: string
  model: BedrockModelSpecification
}

export interface BotRecord {
  bot: BotSummary
  aliases: Answer<BotAliasSummary[]>
  /** Versions that aliases route to; the draft while none does. */
  versions: Answer<string[]>
  generative: Answer<Generative[]>
}

export const bots = sharedRead({
  id: 'lex.bots',
  per: 'region',
  calls: {
    list: listLower<ListBotsCommandInput, ListBotsCommandOutput, BotSummary>('lex-models-v2:ListBots', { items: (page) => page.botSummaries, max }),
    aliases: listLower<ListBotAliasesCommandInput, ListBotAliasesCommandOutput, BotAliasSummary>('lex-models-v2:ListBotAliases', { items: (page) => page.botAliasSummaries, max }),
    locales: listLower<ListBotLocalesCommandInput, ListBotLocalesCommandOutput, BotLocaleSummary>('lex-models-v2:ListBotLocales', { items: (page) => page.botLocaleSummaries, max }),
    locale: read<DescribeBotLocaleCommandInput, DescribeBotLocaleCommandOutput>('lex-models-v2:DescribeBotLocale'),
    intents: listLower<ListIntentsCommandInput, ListIntentsCommandOutput, IntentSummary>('lex-models-v2:ListIntents', { items: (page) => page.intentSummaries, max }),
    intent: read<DescribeIntentCommandInput, DescribeIntentCommandOutput>('lex-models-v2:DescribeIntent'),
  },
  async load({ call, each }): Promise<Answer<BotRecord[]>> {
    const listed = await call.list.all({})
    if (!listed.ok) return listed
    const inLocale = async (of: { botId: string; botVersion: string; localeId: string }): Promise<Answer<Generative[]>> => {
      const [locale, intents] = await Promise.all([call.locale(of), call.intents.all(of)])
      if (!locale.ok) return locale
      if (!intents.ok) return intents
      const asked = intents.value.filter((intent) => intent.parentIntentSignature === questionIntent)
      const questions = await Promise.all(asked.map((intent) => call.intent({ ...of, intentId: intent.intentId })))
      return joined([{ ok: true, value: speakers(of, locale.value, []) }, ...questions.map((answer): Answer<Generative[]> => (answer.ok ? { ok: true, value: speakers(of, {}, [answer.value]) } : answer))])
    }
    const inVersion = async (botId: string, botVersion: string): Promise<Answer<Generative[]>> => {
      const locales = await call.locales.all({ botId, botVersion })
      if (!locales.ok) return locales
      return joined(await Promise.all(locales.value.map(({ localeId = '' }) => inLocale({ botId, botVersion, localeId }))))
    }
    const records: BotRecord[] = []
    await each(listed.value, async (bot) => {
      const botId = bot.botId ?? ''
      const aliases = await call.aliases.all({ botId })
      const versions: Answer<string[]> = aliases.ok ? { ok: true, value: routed(aliases.value) } : aliases
      // A network of bots has no languages: its members have.
      const generative: Answer<Generative[]> = !versions.ok ? versions : bot.botType === 'BotNetwork' ? { ok: true, value: [] } : joined(await Promise.all(versions.value.map((version) => inVersion(botId, version))))
      records.push({ bot, aliases, versions, generative })
    })
    return { ok: true, value: records.toSorted((a, b) => ((a.bot.botId ?? '') < (b.bot.botId ?? '') ? -1 : 1)) }
  },
})

/** All that the answers give, or the first gap among them. */
function joined<T>(answers: readonly Answer<T[]>[]): Answer<T[]> {
  const all: T[] = []
  for (const answer of answers) {
    if (!answer.ok) return answer
    all.push(...answer.value)
  }
  return { ok: true, value: all }
}

/** Versions that somebody can call: those behind aliases, the draft when there is no alias but the one for tests. */
export function routed(aliases: readonly BotAliasSummary[]): string[] {
  const versions = aliases.filter((alias) => alias.botAliasId !== testAlias).flatMap((alias) => alias.botVersion ?? [])
  return versions.length === 0 ? [draft] : [...new Set(versions)].toSorted()
}

/** Models that answer or interpret while people talk; those that only help to build a bot speak to nobody. */
export function speakers(
  of: { botVersion: string; localeId: string }, locale: Pick<DescribeBotLocaleCommandOutput, 'generativeAISettings'>,
  intents: readonly Pick<DescribeIntentCommandOutput, 'intentName' | 'qnAIntentConfiguration'>[],
): Generative[] {
  const where = (what: string): string => `version ${of.botVersion}, ${of.localeId}, ${what}`
  const slots = locale.generativeAISettings?.runtimeSettings?.slotResolutionImprovement
  return [
    ...(slots?.enabled === true && slots.bedrockModelSpecification !== undefined ? [{ where: where('slot resolution'), model: slots.bedrockModelSpecification }] : []),
    ...intents.flatMap(({ intentName = '', qnAIntentConfiguration: asked }) => (asked?.bedrockModelConfiguration === undefined ? [] : [{ where: where(`intent ${intentName}`), model: asked.bedrockModelConfiguration }])),
  ]
}

/** `arn:aws:lex:us-east-1:111122223333:bot/ABCDEFGHIJ` */
export function botArn({ partition, region, account }: Place, bot: string): string {
  return `arn:${partition}:lex:${region}:${account}:bot/${bot}`
}
