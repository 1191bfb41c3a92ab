import { UserError } from '../../core/errors.ts'
import { builder } from './builder.ts'
import { ChunkRef } from './chunk.ts'

type AnswerText = { kind: 'text'; text: string }
type AnswerCitation = { kind: 'citation'; start: number; end: number; quote: string; chunkId: string }
type AnswerCompleted = { kind: 'completed'; answer: string; citations: AnswerCitation[]; tookMs: number }

const AnswerTextRef = builder.objectRef<AnswerText>('AnswerText').implement({
  description: 'The next piece of the answer.',
  fields: (t) => ({ text: t.exposeString('text') }),
})

const AnswerCitationRef = builder.objectRef<AnswerCitation>('AnswerCitation').implement({
  description: 'Characters start to end of the answer rest on this passage.',
  fields: (t) => ({
    start: t.exposeInt('start'),
    end: t.exposeInt('end'),
    quote: t.exposeString('quote'),
    chunk: t.prismaField({
      type: ChunkRef,
      resolve: (query, { chunkId }, _args, { services, viewer }) =>
        services.database.prisma.chunk.findUniqueOrThrow({ ...query, where: { id: chunkId, ownerId: viewer.id } }),
    }),
  }),
})

const AnswerCompletedRef = builder.objectRef<AnswerCompleted>('AnswerCompleted').implement({
  fields: (t) => ({
    answer: t.exposeString('answer'),
    citations: t.expose('citations', { type: [AnswerCitationRef] }),
    tookMs: t.exposeFloat('tookMs'),
  }),
})

const TYPE_NAMES = { text: 'AnswerText', citation: 'AnswerCitation', completed: 'AnswerCompleted' } as const

const AnswerEvent = builder.unionType('AnswerEvent', {
  types: [AnswerTextRef, AnswerCitationRef, AnswerCompletedRef],
  resolveType: ({ kind }) => TYPE_NAMES[kind],
})

builder.subscriptionFields((t) => ({
  answer: t.field({
    type: AnswerEvent,
    description: "An answer from the viewer's documents, streamed; every statement it cites points at a passage.",
    args: {
      question: t.arg.string({ required: true }),
      collectionId: t.arg.id(),
      documentIds: t.arg.idList(),
    },
    subscribe: (): AsyncIterable<AnswerText | AnswerCitation | AnswerCompleted> => {
      throw new UserError('NOT_IMPLEMENTED', 'Questions cannot be answered yet. Use search.')
    },
    resolve: (event) => event,
  }),
}))
