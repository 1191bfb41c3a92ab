import type { UsageKind, UsageOfDay } from '../../core/usage.ts'
import { builder } from './builder.ts'

const UsageKindEnum = builder.enumType('UsageKind', {
  description: 'What a provider was asked for: vectors of texts, an order of passages, an answer.',
  values: {
    EMBED: { value: 'embed' },
    RERANK: { value: 'rerank' },
    CHAT: { value: 'chat' },
  } satisfies Record<string, { value: UsageKind }>,
})

export const UsageRef = builder.objectRef<UsageOfDay>('Usage').implement({
  description: 'What the viewer had a provider on the network do on one day. The local model is not counted.',
  fields: (t) => ({
    day: t.expose('day', { type: 'DateTime', description: 'Its beginning, in UTC.' }),
    provider: t.exposeString('provider', { description: 'As it is named in the configuration: cohere, openai.' }),
    kind: t.field({ type: UsageKindEnum, resolve: ({ kind }) => kind }),
    calls: t.exposeInt('calls'),
    tokens: t.exposeFloat('tokens', { description: 'As the provider bills them.' }),
  }),
})
