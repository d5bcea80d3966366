// Lex bots of the made-up account: a version behind an alias, in one language, with a question that a model answers.
import { described, listed, made, refused, type ServiceAnswers } from '../serve.js'

const bots = made('lex.bots', (i, place) => ({
  botId: `ORCHARD${String(i).padStart(3, '0')}`, botName: `orchard-help-${i}`, botStatus: 'Available', botType: 'Bot', latestBotVersion: '1', lastUpdatedDateTime: place.ago(i + 1), roleArn: place.role(i),
}))
const aliases = [{ botAliasId: 'TSTALIASID', botAliasName: 'TestBotAlias', botVersion: 'DRAFT', botAliasStatus: 'Available' }, { botAliasId: 'ALIAS00001', botAliasName: 'live', botVersion: '1', botAliasStatus: 'Available' }]
const model = (region: string): object => ({ modelArn: `arn:aws:bedrock:${region}::foundation-model/anthropic.claude-3-haiku-20240307-v1:0`, guardrail: { identifier: 'orchardguard', version: '1' } })

export default {
  'lex-models-v2.ListBots': listed(bots, { rows: 'botSummaries', max: 1000, fields: ['botId', 'botName', 'botStatus', 'botType', 'latestBotVersion', 'lastUpdatedDateTime'] }),
  'lex-models-v2.DescribeBot': described(bots, { by: { botId: 'botId' }, as: ({ latestBotVersion: _version, ...row }) => row }),
  'lex-models-v2.DescribeResourcePolicy': refused('ResourceNotFoundException', 404, 'There is no policy for this resource'),
  'lex-models-v2.ListBotAliases': () => ({ json: { botAliasSummaries: aliases } }),
  'lex-models-v2.DescribeBotAlias': (account, { region, input }) => ({ json: { ...aliases.find((alias) => alias.botAliasId === input['botAliasId']), botId: input['botId'], conversationLogSettings: {
    audioLogSettings: [{ enabled: true, destination: { s3Bucket: { s3BucketArn: `arn:aws:s3:::${account.buckets[0]?.name ?? 'none'}`, logPrefix: 'calls' } } }],
    textLogSettings: [{ enabled: true, destination: { cloudWatch: { cloudWatchLogGroupArn: `arn:aws:logs:${region}:${account.account}:log-group:orchard-help`, logPrefix: 'talk' } } }],
  } } }),
  'lex-models-v2.ListBotLocales': (_account, { input }) => ({ json: { botId: input['botId'], botLocaleSummaries: [{ localeId: 'en_US', botLocaleStatus: 'Built' }] } }),
  'lex-models-v2.DescribeBotLocale': (_account, { region, input }) => ({ json: { botId: input['botId'], localeId: 'en_US', generativeAISettings: { runtimeSettings: { slotResolutionImprovement: { enabled: true, bedrockModelSpecification: model(region) } } } } }),
  'lex-models-v2.ListIntents': () => ({ json: { intentSummaries: [{ intentId: 'QUESTION01', intentName: 'AskUs', parentIntentSignature: 'AMAZON.QnAIntent' }, { intentId: 'ORDER00001', intentName: 'Order' }] } }),
  'lex-models-v2.DescribeIntent': (_account, { region, input }) => ({ json: { intentId: input['intentId'], intentName: 'AskUs', qnAIntentConfiguration: { bedrockModelConfiguration: model(region) } } }),
} satisfies ServiceAnswers
