// The data of server-sent events, one by one. Chat servers send each on one line; everything else of the format is
// skipped, and so is a body of another kind.

export async function* readServerSentData(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string, void> {
  let held = ''
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    const lines = (held + piece).split(/\r\n|\n|\r/)
    held = lines.pop() ?? ''
    for (const line of lines) if (line.startsWith('data:')) yield line.slice('data:'.length).trim()
  }
  if (held.startsWith('data:')) yield held.slice('data:'.length).trim()
}
