import { useEffect, useRef, useState } from 'react'

import { ACCEPTED_FILES } from './accepted-files.ts'

type Properties = { onFiles: (files: File[]) => void }

/** Files are dropped anywhere on the page, or chosen. */
export function DropZone({ onFiles }: Properties) {
  const isOver = useDroppedFiles(onFiles)
  return (
    <label className={isOver ? 'drop-zone over' : 'drop-zone'}>
      <input
        type="file"
        accept={ACCEPTED_FILES}
        multiple
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])])
          // So that the same file can be chosen again.
          target.value = ''
        }}
      />
      <span className="drop-zone-call">{isOver ? 'Let go to add them' : 'Choose files'}</span>
      <span className="drop-zone-hint">
        {isOver ? '' : 'PDF, Office, EPUB, web pages, text or images; or drop them anywhere on this page'}
      </span>
    </label>
  )
}

/** Gives whether files are held over the page. A file that is dropped beside a target would replace the page. */
function useDroppedFiles(onFiles: (files: File[]) => void): boolean {
  const [isOver, setIsOver] = useState(false)
  const take = useRef(onFiles)
  useEffect(() => {
    take.current = onFiles
  })
  useEffect(() => {
    const controller = new AbortController()
    const on = (type: 'dragover' | 'dragleave' | 'drop', listener: (event: DragEvent) => void) =>
      addEventListener(type, listener, { signal: controller.signal })
    on('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setIsOver(true)
    })
    on('dragleave', ({ relatedTarget }) => {
      if (relatedTarget === null) setIsOver(false)
    })
    on('drop', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setIsOver(false)
      take.current(filesOf(event.dataTransfer))
    })
    return () => controller.abort()
  }, [])
  return isOver
}

/** Without folders, which a browser hands over as files that cannot be read. */
function filesOf({ items }: DataTransfer): File[] {
  return [...items].flatMap((item) => {
    const file = item.webkitGetAsEntry()?.isDirectory ? null : item.getAsFile()
    return file ? [file] : []
  })
}
