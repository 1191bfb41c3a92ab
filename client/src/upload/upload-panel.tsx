import { useState, useSyncExternalStore } from 'react'

import { CollectionField } from '../collections/collection-field.tsx'
import { useService } from '../connection/service-context.ts'
import { DropZone } from './drop-zone.tsx'
import { UploadList } from './upload-list.tsx'
import { UploadQueue } from './upload-queue.ts'

/** Where documents come in. `onUploaded` is called after each new one. */
export function UploadPanel({ onUploaded }: { onUploaded: () => Promise<void> }) {
  const { client } = useService()
  const [queue] = useState(() => new UploadQueue(client, onUploaded))
  const [collectionId, setCollectionId] = useState<string | null>(null)
  const uploads = useSyncExternalStore(queue.subscribe, queue.uploads)
  return (
    <section className="panel upload" aria-labelledby="upload-heading">
      <h2 id="upload-heading">Add documents</h2>
      <DropZone onFiles={(files) => queue.add(files, collectionId)} />
      <CollectionField value={collectionId} onChange={setCollectionId} />
      <UploadList uploads={uploads} queue={queue} />
    </section>
  )
}
