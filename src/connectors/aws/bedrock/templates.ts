// Prompt templates as prompts and flows hold them: texts, or chats with a system text. Only what detectors find in them leaves.
import type { ContentBlock, PromptTemplateConfiguration, SystemContentBlock } from '@aws-sdk/client-bedrock-agent'
import { secretsAt, type SecretHit } from '../../../artifacts/text/secrets.js'

export function templateSecrets(where: string, template: PromptTemplateConfiguration | undefined): SecretHit[] {
  const chat = template?.chat
  return [
    ...secretsAt(where, template?.text?.text),
    ...secretsAt(`${where} system`, textsOf(chat?.system)),
    ...(chat?.messages ?? []).flatMap((message, i) => secretsAt(`${where} message ${i + 1}`, textsOf(message.content))),
  ]
}

function textsOf(blocks: readonly (ContentBlock | SystemContentBlock)[] | undefined): string {
  return (blocks ?? []).flatMap((block) => block.text ?? []).join('\n')
}
