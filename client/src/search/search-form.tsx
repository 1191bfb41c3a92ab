import { useRef, useState } from 'react'

import { CollectionSelect } from '../collections/collection-select.tsx'
import { useCollections } from '../collections/use-collections.ts'
import type { SearchMode, SearchQueryVariables } from '../generated/graphql.ts'

const MODES: Record<SearchMode, { name: string; hint: string }> = {
  HYBRID: { name: 'Hybrid', hint: 'words & meaning' },
  SEMANTIC: { name: 'Semantic', hint: 'meaning' },
  KEYWORD: { name: 'Keyword', hint: 'words' },
}

export function SearchForm({ onSearch }: { onSearch: (variables: SearchQueryVariables) => void }) {
  const { collections } = useCollections()
  const input = useRef<HTMLInputElement>(null)
  const [mode, setMode] = useState<SearchMode>('HYBRID')
  const [collectionId, setCollectionId] = useState<string | null>(null)
  const search = (changes: Partial<SearchQueryVariables>) => {
    const query = input.current?.value.trim()
    if (query) onSearch({ query, mode, collectionId, ...changes })
  }
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        search({})
      }}
    >
      <div className="search-line">
        <input
          ref={input}
          type="search"
          name="query"
          aria-label="Search for"
          placeholder="Words, or a question"
          maxLength={2000}
          required
        />
        <button type="submit" className="primary">
          Search
        </button>
      </div>
      <div className="search-options">
        <label className="field">
          <span>Mode</span>
          <select
            value={mode}
            onChange={({ target }) => {
              setMode(target.value as SearchMode)
              search({ mode: target.value as SearchMode })
            }}
          >
            {Object.entries(MODES).map(([value, { name, hint }]) => (
              <option key={value} value={value}>
                {name} – {hint}
              </option>
            ))}
          </select>
        </label>
        <CollectionSelect
          label="In collection"
          none="All documents"
          collections={collections}
          value={collectionId}
          onChange={(id) => {
            setCollectionId(id)
            search({ collectionId: id })
          }}
        />
      </div>
    </form>
  )
}
