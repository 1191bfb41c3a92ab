// The chat half of the stand-in provider: Cohere's and OpenAI's event streams, written step by step as a test says. Left
// alone it is a credulous model: it says the first sentence of its first passage and cites it, but does whatever it is
// ordered to outside of the passages.
import type { ServerResponse } from 'node:http'

/**
 * Words of the answer; a citation of words of it (Cohere only; OpenAI's marks stand in the text); 'stall' says nothing
 * more and keeps the connection open, 'cut' closes it, 'end' ends the stream as if it were complete, `fault` says that
 * it failed.
 */
export type ChatStep =
  | { readonly text: string }
  | { readonly cite: string; readonly ids: readonly string[]; readonly start?: number }
  | { readonly fault: string }
  | 'stall'
  | 'cut'
  | 'end'

export interface ChatBody {
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly documents?: readonly { readonly id: string; readonly data: { readonly text: string } }[]
}

export type ChatFormat = 'cohere' | 'openai'

/** `steps` null: the credulous model. */
export function streamChat(
  response: ServerResponse,
  format: ChatFormat,
  body: ChatBody,
  steps: readonly ChatStep[] | null,
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const write = format === 'cohere' ? cohereWriter(response) : openaiWriter(response)
  write.begin()
  for (const step of steps ?? believe(format, body)) {
    if (step === 'stall') return
    if (step === 'cut') return void setImmediate(() => response.destroy())
    if (step === 'end') return void response.end()
    if ('text' in step) write.text(step.text)
    else if ('fault' in step) return write.fault(step.fault)
    else write.cite(step.cite, step.ids, step.start)
  }
  write.complete()
}

function believe(format: ChatFormat, body: ChatBody): ChatStep[] {
  const { orders, passages } = format === 'cohere' ? readCohere(body) : readOpenai(body)
  const order = /ignore .*instructions.* say "([^"]+)"/is.exec(orders)
  if (order) return [{ text: order[1]! }]
  const [first] = passages
  if (!first) return [{ text: 'I was given no passages.' }]
  const sentence = /^[^.!?]*[.!?]?/.exec(first.text)![0]
  return format === 'cohere' ? [{ text: sentence }, { cite: sentence, ids: [first.id] }] : [{ text: `${sentence} [1]` }]
}

type Read = { orders: string; passages: { id: string; text: string }[] }

function readCohere({ messages, documents = [] }: ChatBody): Read {
  const passages = documents.map(({ id, data }) => ({ id, text: data.text }))
  return { orders: messages.map(({ content }) => content).join('\n'), passages }
}

/** A line of JSON is data; everything else is an order. */
function readOpenai({ messages }: ChatBody): Read {
  const lines = messages.flatMap(({ content }) => content.split('\n'))
  const data = lines.filter((line) => line.startsWith('[{'))
  const passages = data.flatMap((line) => JSON.parse(line) as { passage: number; text: string }[])
  return {
    orders: lines.filter((line) => !data.includes(line)).join('\n'),
    passages: passages.map(({ passage, text }) => ({ id: String(passage), text })),
  }
}

interface ChatWriter {
  begin(): void
  text(text: string): void
  cite(words: string, ids: readonly string[], start?: number): void
  fault(message: string): void
  complete(): void
}

function cohereWriter(response: ServerResponse): ChatWriter {
  let answer = ''
  let citations = 0
  const send = (type: string, rest: object = {}) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`)
  const end = (finish: object) => {
    const usage = { billed_units: { input_tokens: 100, output_tokens: 20 } }
    send('message-end', { delta: { ...finish, usage } })
    response.end()
  }
  return {
    begin() {
      send('message-start', { id: 'stand-in', delta: { message: { role: 'assistant', content: [] } } })
      send('content-start', { index: 0, delta: { message: { content: { type: 'text', text: '' } } } })
    },
    text(text) {
      answer += text
      send('content-delta', { index: 0, delta: { message: { content: { text } } } })
    },
    cite(text, ids, start = answer.indexOf(text)) {
      const sources = ids.map((id) => ({ type: 'document', id, document: { id, text: 'as it was sent' } }))
      const citation = { start, end: start + text.length, text, sources, type: 'TEXT_CONTENT' }
      send('citation-start', { index: citations, delta: { message: { citations: citation } } })
      send('citation-end', { index: citations++ })
    },
    fault: (error) => end({ finish_reason: 'ERROR', error }),
    complete() {
      send('content-end', { index: 0 })
      end({ finish_reason: 'COMPLETE' })
    },
  }
}

function openaiWriter(response: ServerResponse): ChatWriter {
  const send = (data: object) => response.write(`data: ${JSON.stringify(data)}\n\n`)
  const delta = (content: string, finish_reason: string | null = null) =>
    send({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content }, finish_reason }] })
  return {
    begin: () => void response.write(': a comment keeps the connection open\n\n'),
    text: (text) => void delta(text),
    cite: () => {},
    fault(message) {
      send({ error: { message } })
      response.end()
    },
    complete() {
      delta('', 'stop')
      send({ choices: [], usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 } })
      response.end('data: [DONE]\n\n')
    },
  }
}
