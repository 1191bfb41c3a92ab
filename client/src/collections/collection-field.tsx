import { useState } from 'react'

import { describeError } from '../feedback/describe-error.ts'
import { CollectionSelect } from './collection-select.tsx'
import { useCollections, type Collections } from './use-collections.ts'

type Properties = { value: string | null; onChange: (id: string | null) => void }

/** Chooses the collection that new documents go to, or makes it. */
export function CollectionField({ value, onChange }: Properties) {
  const { collections, create } = useCollections()
  const [isCreating, setIsCreating] = useState(false)
  if (isCreating) return <NewCollection create={create} onCreated={onChange} onClose={() => setIsCreating(false)} />
  return (
    <div className="collection-field">
      <CollectionSelect
        label="Into collection"
        none="None"
        collections={collections}
        value={value}
        onChange={onChange}
      />
      <button type="button" className="quiet" onClick={() => setIsCreating(true)}>
        New collection
      </button>
    </div>
  )
}

type NewProperties = { create: Collections['create']; onCreated: (id: string) => void; onClose: () => void }

function NewCollection({ create, onCreated, onClose }: NewProperties) {
  const [error, setError] = useState<Error | null>(null)
  const [isSaving, setIsSaving] = useState(false)
  const save = async (name: string) => {
    setIsSaving(true)
    const result = await create(name)
    setIsSaving(false)
    if ('error' in result) return setError(result.error)
    onCreated(result.id)
    onClose()
  }
  return (
    <form
      className="collection-field"
      onSubmit={(event) => {
        event.preventDefault()
        const name = new FormData(event.currentTarget).get('name')
        if (typeof name === 'string') void save(name)
      }}
    >
      <label className="field">
        <span>Name of the new collection</span>
        <input name="name" type="text" autoFocus required maxLength={200} autoComplete="off" />
      </label>
      <button type="submit" disabled={isSaving}>
        Create
      </button>
      <button type="button" className="quiet" onClick={onClose}>
        Cancel
      </button>
      {error && (
        <p className="error-text" role="alert">
          {describeError(error)}
        </p>
      )}
    </form>
  )
}
