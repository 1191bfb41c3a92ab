import type { Collection } from './use-collections.ts'

type Properties = {
  label: string
  /** What choosing none means. */
  none: string
  collections: Collection[]
  value: string | null
  onChange: (id: string | null) => void
}

export function CollectionSelect({ label, none, collections, value, onChange }: Properties) {
  return (
    <label className="field">
      <span>{label}</span>
      <select value={value ?? ''} onChange={({ target }) => onChange(target.value || null)}>
        <option value="">{none}</option>
        {collections.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
