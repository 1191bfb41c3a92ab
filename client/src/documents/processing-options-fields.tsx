import type { ChunkingStrategy, ProcessingOptions } from '../generated/graphql.ts'

const STRATEGIES: Record<ChunkingStrategy, string> = {
  SENTENCE: 'Whole sentences',
  PARAGRAPH: 'Whole paragraphs',
  FIXED: 'Fixed size',
}

/** How a document is cut into passages, with the service's defaults; the service says where a choice is wrong. */
export function ProcessingOptionsFields() {
  return (
    <div className="options">
      <label className="field">
        <span>Cut by</span>
        <select name="chunkingStrategy" defaultValue="SENTENCE">
          {Object.entries(STRATEGIES).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>Passage size, in tokens</span>
        <input type="number" name="chunkSize" defaultValue={512} min={64} max={2048} required />
      </label>
      <label className="field">
        <span>Overlap, in tokens</span>
        <input type="number" name="chunkOverlap" defaultValue={50} min={0} max={1023} required />
      </label>
    </div>
  )
}

export function readProcessingOptions(form: FormData): ProcessingOptions {
  return {
    chunkingStrategy: form.get('chunkingStrategy') as ChunkingStrategy,
    chunkSize: Number(form.get('chunkSize')),
    chunkOverlap: Number(form.get('chunkOverlap')),
  }
}
