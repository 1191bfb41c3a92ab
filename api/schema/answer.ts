import { answerQuestion } from '../answer/answer-question.ts'
import type { AnswerCitation, AnswerCompleted, AnswerEvent, AnswerText } from '../answer/answer-question.ts'
import { checkId } from '../identifier.ts'
import { startReranking } from '../search/rerank.ts'
import { builder } from './builder.ts'
import { ChunkRef } from './chunk.ts'

const AnswerTextRef = builder.objectRef<AnswerText>('AnswerText').implement({
  description: 'The next piece of the answer.',
  fields: (t) => ({ text: t.exposeString('text') }),
})

const AnswerCitationRef = builder.objectRef<AnswerCitation>('AnswerCitation').implement({
  description: 'Characters start to end of the answer rest on this passage.',
  fields: (t) => ({
    start: t.exposeInt('start', { description: 'In UTF-16 code units, as strings of JavaScript count.' }),
    end: t.exposeInt('end'),
    quote: t.exposeString('quote', { description: "Words of the passage, exactly as they stand in the chunk's text." }),
    chunk: t.expose('chunk', { type: ChunkRef }),
  }),
})

const AnswerCompletedRef = builder.objectRef<AnswerCompleted>('AnswerCompleted').implement({
  fields: (t) => ({
    answer: t.exposeString('answer'),
    citations: t.expose('citations', { type: [AnswerCitationRef] }),
    tookMs: t.exposeFloat('tookMs'),
    extractive: t.exposeBoolean('extractive', {
      description: 'No model wrote it: it is the best sentences of the passages, word for word.',
    }),
    notice: t.exposeString('notice', {
      nullable: true,
      description: 'Why no model wrote it, though the service has one.',
    }),
    passages: t.exposeInt('passages', {
      description: 'How many passages it was answered from; 0: nothing was found, and no model was asked.',
    }),
  }),
})

const TYPE_NAMES = { text: 'AnswerText', citation: 'AnswerCitation', completed: 'AnswerCompleted' } as const

const AnswerEventRef = builder.unionType('AnswerEvent', {
  types: [AnswerTextRef, AnswerCitationRef, AnswerCompletedRef],
  resolveType: ({ kind }) => TYPE_NAMES[kind],
})

builder.subscriptionFields((t) => ({
  answer: t.field({
    type: AnswerEventRef,
    description: `An answer from the viewer's documents, streamed; every statement it cites points at a passage. Ends with
AnswerCompleted, or with an error where it breaks off. Where no model is configured, or none can be asked, the answer is
the best sentences of the passages.`,
    args: {
      question: t.arg.string({ required: true }),
      collectionId: t.arg.id(),
      documentIds: t.arg.idList(),
    },
    subscribe: (_root, { question, collectionId, documentIds }, { services, answerer, reranker, viewer }) =>
      answerQuestion({ ...services, reranking: startReranking(services, reranker) }, answerer, question, {
        ownerId: viewer.id,
        collectionId: collectionId ? checkId(collectionId, 'collectionId') : null,
        documentIds: documentIds ? documentIds.map((id) => checkId(id, 'documentIds')) : null,
      }),
    resolve(event: AnswerEvent) {
      if (event.kind === 'failed') throw event.error
      return event
    },
  }),
}))
