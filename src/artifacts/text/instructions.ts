// Finds text that is meant for a model rather than for people: orders to an assistant, and what is written invisibly.
import { Signs } from '../sign.js'
import { invisibleRuns, unveil } from './invisible.js'

const gap = String.raw`[^.!?\n]{0,60}?`
const some = (words: string): string => `(?:${words.trim().split(/\s+/).join('|').replaceAll('_', String.raw`\s{1,3}`)})`
const orders = some('instructions? prompts? rules? guidelines? directives? constraints? messages? guardrails? filters? policy policies restrictions? context')
const model = some('AI_assistants? AI_models? AI_agents? AI_systems? AIs? LLMs? language_models? chat_?bots? GPT ChatGPT Claude Gemini Copilot')
const people = some('users? humans? persons? people operators? developers? administrators? admins? customers? anyone anybody')
const secrets = some(`
  api_?keys? passwords? passphrases? credentials? secrets? private_keys? ssh_keys? access_tokens? session_tokens? tokens? cookies? environment_variables?
  chat_history conversation_history conversations? system_prompt
`)

/**
 * Each is an order that only an attacker, or a test of one, writes: what a plain system prompt says ("You are a helpful
 * assistant", "answer in JSON") is none. All quantifiers are bounded, so that the search stays linear.
 */
const patterns: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['overrides earlier instructions', new RegExp(
    String.raw`\b${some('ignore disregard forget override bypass skip discard')}\b\s{1,3}(?:${some('all any every the your these those my of each and')}\s{1,3}){0,4}${
      some('previous prior above earlier preceding former existing original initial system safety foregoing')}\b${gap}\b${orders}\b`, 'gi')],
  ['overrides earlier instructions', /\b(?:ignore|disregard|forget)\s{1,3}(?:everything|anything|all)\s{1,3}(?:that\s{1,3}(?:was|is|came)\s{1,3})?(?:above|before|you\s{1,3}(?:were|have\s{1,3}been)\s{1,3}told)\b/gi],
  ['overrides earlier instructions', /(?:忽略|无视|忘记)(?:之前|以上|上述|先前|前面|所有)(?:的)?(?:所有|全部)?(?:的)?(?:指令|指示|说明|提示|规则)/g],
  ['overrides earlier instructions', /\b(?:ignorier\w{0,3}|vergiss|missachte)\b[^.!?\n]{0,30}\b(?:vorherig\w{1,3}|bisherig\w{1,3}|obig\w{1,3})\s{1,3}(?:anweisung\w{0,2}|regeln|instruktion\w{0,2})/gi],
  ['overrides earlier instructions', /\b(?:ignor(?:ez|e|a|ar|ate|e[zs])|olvida|oubliez)\b[^.!?\n]{0,30}\b(?:instruc(?:tions|ciones)|istruzioni|instru[cç][oõ]es|consignes)\b[^.!?\n]{0,20}\b(?:pr[eé]c[eé]dent\w{0,3}|anterior\w{0,2}|pr[eé]vi\w{1,2})/gi],
  ['claims to be the system', /(?:\[|<|#{1,4}\s|\*{2})\s?(?:system|admin(?:istrator)?|developer|root)[ _-](?:override|command|instruction|directive|update|message|alert|note)s?\b/gi],
  ['claims to be the system', /\b(?:new|updated|real|true|hidden|secret)\s{1,3}(?:system\s{1,3})?(?:instructions?|directives?|orders?|objective)\s{0,2}:/gi],
  ['addresses a model', new RegExp(String.raw`\b(?:note|message|attention|instructions?|important|reminder|hint|warning)\s{1,3}(?:to|for|to\s{1,3}the|for\s{1,3}the|for\s{1,3}any|to\s{1,3}any|to\s{1,3}all|for\s{1,3}all)?\s{0,3}${model}\b`, 'gi')],
  ['addresses a model', new RegExp(String.raw`\bif\s{1,3}you\s{1,3}are\s{1,3}(?:an?\s{1,3}|the\s{1,3})?${model}\b${gap}\b(?:you\s{1,3}(?:must|should|have\s{1,3}to|will)|then|please|do|ignore|say|reply|respond|output|include|send)\b`, 'gi')],
  ['tells a model to hide something from people', new RegExp(
    String.raw`\b(?:do\s{1,3}not|don['’]?t|never|without|avoid|must\s{1,3}not)\s{1,3}(?:ever\s{1,3})?${
      some('tell telling inform informing notify notifying alert alerting warn warning')}\s{1,3}(?:the\s{1,3}|any\s{1,3}|your\s{1,3})?${people}\b`, 'gi')],
  ['tells a model to hide something from people', /\b(?:do\s{1,3}not|don['’]?t|never|without)\s{1,3}(?:ever\s{1,3})?(?:mention(?:ing)?|reveal(?:ing)?|disclos(?:e|ing)|acknowledg(?:e|ing)|show(?:ing)?)\s{1,3}(?:this|these|that\s{1,3}(?:this|these))\s{1,3}(?:hidden\s{1,3}|secret\s{1,3}|special\s{1,3})?(?:instructions?|rules?|prompts?|directives?|orders?|notes?)\b/gi],
  ['tells a model to act in secret', /\b(?:secretly|covertly|surreptitiously|stealthily|silently|subtly)\s{1,3}(?:insert|include|add|append|embed|recommend|promote|steer|encourage|send|forward|upload|leak|introduce|replace|change|modify|execute|run|weaken|mention)\b/gi],
  ['tells a model to act in secret', new RegExp(String.raw`\b(?:whenever|any\s{0,1}time|every\s{1,3}time)\s{1,3}(?:the\s{1,3}|an?\s{1,3}|any\s{1,3})?${people}\s{1,3}${
    some('asks? mentions? requests? says? types? writes? talks? inquires?')}\b[^.!?\n]{0,100}?\b${some('recommend promote insert append include link mention claim pretend refuse deny output')}\b`, 'gi')],
  ['asks for secrets to be sent away', new RegExp(String.raw`\b${some('send post upload forward exfiltrate transmit leak e-?mail submit')}\b\s{1,3}${gap}\b${secrets}\b${gap}\b(?:to\s{1,3}(?:https?:|the\s{1,3}(?:following|url|server|address|endpoint)|this\s{1,3}(?:url|server|address|endpoint)|[\w.-]{1,60}@)|https?:)`, 'gi')],
  ['asks for secrets to be sent away', /!\[[^\]\n]{0,80}\]\(https?:[^)\s]{1,200}[?&][^)\s]{0,60}=\s?(?:\{|<|\[|%7b)/gi],
  ['lifts the model\'s restrictions', /\byou\s{1,3}are\s{1,3}now\s{1,3}(?:in\s{1,3})?(?:DAN|jailbroken|unrestricted|uncensored|unfiltered|developer\s{1,3}mode|god\s{1,3}mode|free\s{1,3}(?:of|from)\s{1,3}(?:all\s{1,3})?(?:rules|restrictions|limits|constraints))\b/gi],
]

/** As many of one pattern as are worth a look. */
const most = 5

/** Orders to a model, and invisible writing, in a text of any origin. `from` is added to the offsets. */
export function hiddenInstructions(text: string, where: { member?: string; from?: number; into?: Signs } = {}): Signs {
  const found = where.into ?? new Signs()
  const { member = '', from = 0 } = where
  for (const run of invisibleRuns(text)) found.add(run.what, { member, offset: from + run.at, detail: run.detail })
  const plain = unveil(text)
  for (const [what, pattern] of patterns) {
    let count = 0
    for (const match of plain.text.matchAll(pattern)) {
      const end = match.index + match[0].length
      found.add(what, { member, offset: from + plain.at(match.index), detail: excerpt(plain.text, match.index, end) })
      count += 1
      if (count >= most) break
    }
  }
  return found
}

/** The match with a little of what stands around it, on one line. */
function excerpt(text: string, start: number, end: number): string {
  return text.slice(Math.max(0, start - 20), Math.min(text.length, end + 60)).replaceAll(/\s+/g, ' ').trim()
}
